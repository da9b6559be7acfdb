// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/sip_call_id.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace nicvs::test {
namespace {

// "none" if there is none.
std::string call_id(const std::string& text) {
  const std::vector<std::uint8_t> message(text.begin(), text.end());
  const auto found = soft::find_call_id(message);
  return found ? std::string(found->begin(), found->end()) : "none";
}

}  // namespace

TEST_CASE("the Call-ID of a SIP message is found", "[sip]") {
  struct Case {
    std::string text;
    std::string expected;
  };
  const std::string request = "INVITE sip:bob@example.org SIP/2.0\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {request + "Call-ID: a84b4c76e66710@pc33.example.org\r\n\r\n",
       "a84b4c76e66710@pc33.example.org"},
      {request + "Via: SIP/2.0/UDP x\r\ncall-id  :\t a1\r\n", "a1"},
      {request + "i:a1\r\n", "a1"},
      {request + "I: a1\n", "a1"},
      {request + "Info: x\r\ni: a1\r\n", "a1"},
      {request + "Call-ID:\r\n a1\r\n", "a1"},
      {request + "Call-ID\r\n\t:\n  a1\r\n", "a1"},
      {request + "Subject: x\r\n Call-ID: no\r\nCall-ID: a1\r\n", "a1"},
      {request + "Call-ID: a1\rCSeq: 1", "a1"},
      {"\nCall-ID: a1\r\nCall-ID: a2\r\n", "a1"},
      {request + "Call-ID: !\"%()*+-./:<>?[\\]_`{}~'\r\n", "!\"%()*+-./:<>?[\\]_`{}~'"},
      {request + "Call-ID: @x\r\nFrom: bob\r\ni: a2\r\n", "a2"},
      {"Call-ID: a1\r\n", "none"},
      {request + "Call-ID: a1", "none"},
      {request + "Call-ID: a1 \r\n", "none"},
      {request + "Call-ID: a1;b\r\n", "none"},
      {request + "Call-ID: a1@\r\n", "none"},
      {request + "Call-ID: \r\nFrom: bob\r\n", "none"},
      {request + "Call-ID: ", "none"},
      {request + "Call-ID", "none"},
      {request + "Call-IDs: a1\r\n", "none"},
      {request + "i", "none"},
      {request, "none"},
      {"\r", "none"},
      {"", "none"},
  }));
  CAPTURE(c.text);
  CHECK(call_id(c.text) == c.expected);
}

TEST_CASE("a Call-ID has at most 255 bytes", "[sip]") {
  CHECK(call_id("\nCall-ID: " + std::string(255, 'a') + "\r\n") == std::string(255, 'a'));
  CHECK(call_id("\nCall-ID: " + std::string(256, 'a') + "\r\n") == "none");
}

}  // namespace nicvs::test
