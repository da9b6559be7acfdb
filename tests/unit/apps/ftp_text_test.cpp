// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/ftp_text.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "nicvs/ip_address.hpp"

namespace nicvs::test {
namespace {

using soft::FtpMode;
using soft::FtpWord;
using soft::PassiveRequest;

// A payload in memory of exactly its size, so that a sanitizer sees every byte read behind it.
std::vector<std::uint8_t> payload(const std::string& text) { return {text.begin(), text.end()}; }

// "192.0.2.1 40001 at 5..25", or "" if nothing was found.
std::string found(FtpWord word, const std::string& text, Family family = Family::Ipv4) {
  const auto endpoint = soft::parse_ftp_endpoint(word, payload(text), family);
  if (!endpoint) return "";
  const auto of = word == FtpWord::Port || word == FtpWord::Reply227 ? Family::Ipv4 : family;
  return (endpoint->address ? IpAddress{of, *endpoint->address}.to_string() : "-") + " " +
         std::to_string(endpoint->port) + " at " + std::to_string(endpoint->begin) + ".." +
         std::to_string(endpoint->end);
}

}  // namespace

TEST_CASE("passive mode is asked for by the first PASV or EPSV of a segment", "[ftp]") {
  struct Case {
    std::string text;
    Family family;
    PassiveRequest expected;
  };
  const auto c = GENERATE(values<Case>({
      {"PASV\r\n", Family::Ipv4, PassiveRequest::Passive},
      {"pAsV\r\n", Family::Ipv4, PassiveRequest::Passive},
      {"NOOP\r\nPASV\r\nEPSV\r\n", Family::Ipv4, PassiveRequest::Passive},
      {"PASV\r\n", Family::Ipv6, PassiveRequest::None},
      {"PASV\r", Family::Ipv4, PassiveRequest::None},
      {"PASV\n\r", Family::Ipv4, PassiveRequest::None},
      {"PASV \r\n", Family::Ipv4, PassiveRequest::None},
      {"", Family::Ipv4, PassiveRequest::None},
      {"EPSV\r\n", Family::Ipv4, PassiveRequest::ExtendedPassive},
      {"epsv\rx", Family::Ipv6, PassiveRequest::ExtendedPassive},
      {"EPSV\r", Family::Ipv6, PassiveRequest::None},
      {"EPSV 1\r\n", Family::Ipv4, PassiveRequest::ExtendedPassive},
      {"EPSV 2\r\n", Family::Ipv6, PassiveRequest::ExtendedPassive},
      {"EPSV 2\r\n", Family::Ipv4, PassiveRequest::Refused},
      {"EPSV 1\r\n", Family::Ipv6, PassiveRequest::Refused},
      {"EPSV 1", Family::Ipv4, PassiveRequest::Refused},
      {"EPSV 11\r", Family::Ipv4, PassiveRequest::Refused},
      {"EPSV ALL\r\nPASV\r\n", Family::Ipv4, PassiveRequest::Refused},
      {"EPSVPASV\r\n", Family::Ipv4, PassiveRequest::Passive},
  }));
  CAPTURE(c.text);
  CHECK(soft::find_passive_request(payload(c.text), c.family) == c.expected);
}

TEST_CASE("PORT and 227 name six numbers", "[ftp]") {
  struct Case {
    FtpWord word;
    std::string text;
    std::string expected;
  };
  const auto c = GENERATE(values<Case>({
      {FtpWord::Port, "PORT 192,0,2,1,156,65\r\n", "192.0.2.1 40001 at 5..21"},
      {FtpWord::Port, "port 192,0,2,1,0,20\n", "192.0.2.1 20 at 5..19"},
      {FtpWord::Port, "PORT   192,0,2,1,156,65 ", "192.0.2.1 40001 at 7..23"},
      {FtpWord::Port, "PORT192,0,2,1,156,65x", "192.0.2.1 40001 at 4..20"},
      {FtpWord::Port, "PORT ,,,,,\r", "0.0.0.0 0 at 5..10"},
      {FtpWord::Port, "PORT 448,256,258,257,412,65\r", "192.0.2.1 40001 at 5..27"},
      {FtpWord::Port, "PORT 99999999999999999999,0,2,1,156,65\r", "255.0.2.1 40001 at 5..38"},
      {FtpWord::Port, "PORT 192,0,2,1,156,65,7\r\n", "192.0.2.1 40001 at 5..21"},
      {FtpWord::Port, "PORT 192,0,2,1,156,65", ""},
      {FtpWord::Port, "PORT 192,0,2,1,156\r\n", ""},
      {FtpWord::Port, "PORT 192,0,2,1,156,", ""},
      {FtpWord::Port, "PORT 192.0.2.1,156,65\r\n", ""},
      {FtpWord::Port, "PORT x192,0,2,1,156,65\r\n", ""},
      {FtpWord::Port, "PORT     ", ""},
      {FtpWord::Port, "PORT", ""},
      {FtpWord::Port, "POR", ""},
      {FtpWord::Port, "", ""},
      {FtpWord::Port, " PORT 192,0,2,1,156,65\r\n", ""},
      {FtpWord::Reply227, "227 Entering Passive Mode (192,168,1,2,195,80).\r\n",
       "192.168.1.2 50000 at 27..45"},
      {FtpWord::Reply227, "227 =192,168,1,2,195,80\r\n", "192.168.1.2 50000 at 5..23"},
      {FtpWord::Reply227, "227 ((192,168,1,2,195,80)", "192.168.1.2 50000 at 6..24"},
      {FtpWord::Reply227, "227 (192,168,1,2,195,80", ""},
      {FtpWord::Reply227, "227-(192,168,1,2,195,80)", ""},
      {FtpWord::Reply227, "227 Entering Passive Mode", ""},
      {FtpWord::Reply227, "227 2 places (192,168,1,2,195,80)", ""},
  }));
  CAPTURE(c.text);
  CHECK(found(c.word, c.text) == c.expected);
}

TEST_CASE("EPRT and 229 name an endpoint between delimiters", "[ftp]") {
  struct Case {
    FtpWord word;
    Family family;
    std::string text;
    std::string expected;
  };
  const auto c = GENERATE(values<Case>({
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192.0.2.1|40001|\r\n", "192.0.2.1 40001 at 5..24"},
      {FtpWord::Eprt, Family::Ipv6, "eprt |2|2001:db8::1|40001|", "2001:db8::1 40001 at 5..26"},
      {FtpWord::Eprt, Family::Ipv6, "EPRT !2!::ffff:192.0.2.1!7!", "::ffff:192.0.2.1 7 at 5..27"},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192..02.001|105537|", "192.0.2.1 40001 at 5..27"},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |2|2001:db8::1|40001|\r\n", ""},
      {FtpWord::Eprt, Family::Ipv6, "EPRT |1|192.0.2.1|40001|\r\n", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |||40001|\r\n", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192.0.2.1|65536|\r\n", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192.0.2.1|40001\r\n", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192.0.2.1|40001", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192.0.2.1|", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192.0.2.1.|40001|", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1|192.0.2|40001|", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT .1.192.0.2.1.40001.", ""},
      {FtpWord::Eprt, Family::Ipv6,
       "EPRT |2|0001:0002:0003:0004:0005:0006:0007:0008:0009:000a|40001|", ""},
      {FtpWord::Eprt, Family::Ipv4,
       "EPRT \x7f"
       "1\x7f"
       "192.0.2.1\x7f"
       "40001\x7f",
       ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT |1", ""},
      {FtpWord::Eprt, Family::Ipv4, "EPRT|1|192.0.2.1|40001|", ""},
      {FtpWord::Reply229, Family::Ipv4, "229 Extended (|||50000|)\r\n", "- 50000 at 14..23"},
      {FtpWord::Reply229, Family::Ipv6, "229 (!!!50000!", "- 50000 at 5..14"},
      {FtpWord::Reply229, Family::Ipv4, "229 (|1|192.168.1.9|50000|)",
       "192.168.1.9 50000 at 5..26"},
      {FtpWord::Reply229, Family::Ipv4, "229 (||x50000|)", ""},
      {FtpWord::Reply229, Family::Ipv4, "229 (|||50000)", ""},
      {FtpWord::Reply229, Family::Ipv4, "229 |||50000|", ""},
      {FtpWord::Reply229, Family::Ipv4, "229 (|||0|)", ""},
      {FtpWord::Reply229, Family::Ipv4, "229 (||", ""},
  }));
  CAPTURE(c.text);
  CHECK(found(c.word, c.text, c.family) == c.expected);
}

TEST_CASE("a reply is written with the address and port of the VIP", "[ftp]") {
  CHECK(soft::ftp_reply_text(FtpMode::Passive, dp::ipv4_address(0x0a0000ff), 50000) ==
        "10,0,0,255,195,80");
  CHECK(soft::ftp_reply_text(FtpMode::ExtendedPassive, {}, 7) == "|||7|");
}

}  // namespace nicvs::test
