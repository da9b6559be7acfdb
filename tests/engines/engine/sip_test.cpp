// SPDX-License-Identifier: Apache-2.0
// --pe sip in the engine; what packets become is shown by tests/scenario/sip.
#include <catch2/catch.hpp>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Verdict;

struct SipLab : Lab {
  explicit SipLab(std::uint32_t flags = 0) {
    add({.key = service_key("10.0.0.1:5060", Protocol::Udp),
         .scheduler = "rr",
         .flags = service_flag::kPersistent | flags,
         .persistence_timeout = 60,
         .persistence_engine = "sip"},
        {dest("192.168.1.1:5060"), dest("192.168.1.2:5060")});
  }
  soft::Decision call(const std::string& id, unsigned port = 5060) {
    return send("ip 192.0.2.1 > 10.0.0.1 / udp " + std::to_string(port) +
                " > 5060 / data \"\\r\\nCall-ID: " + id + "\\r\\n\"");
  }
  std::vector<std::string> call_ids() const {
    std::vector<std::string> ids;
    for (const ConnInfo& row : conns()) {
      if (row.engine_name == "sip") ids.push_back(row.engine_data);
    }
    return ids;
  }
};

}  // namespace

TEST_CASE("templates of calls show their Call-ID and are gone with their time", "[engine][sip]") {
  SipLab lab;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(lab.call("call-" + std::to_string(i)).verdict == Verdict::Forward);
    REQUIRE(lab.call("call-" + std::to_string(i), 5061).verdict == Verdict::Forward);
    lab.send("ip 192.0.2.1 > 10.0.0.1 / udp 5060 > 5060 / data x");
    lab.wait(std::chrono::seconds(301));
  }
  const auto ids = lab.call_ids();
  CHECK(ids.size() <= 2);
  lab.wait(std::chrono::seconds(1000));
  CHECK(lab.conns().empty());
  CHECK(lab.dests(service_key("10.0.0.1:5060", Protocol::Udp))[0].persistent_conns == 0);
}

TEST_CASE("a service without the engine does not find the templates of calls", "[engine][sip]") {
  SipLab lab;
  REQUIRE(lab.call("one").verdict == Verdict::Forward);
  Lab::accept(lab.engine().edit_service({.key = service_key("10.0.0.1:5060", Protocol::Udp),
                                         .scheduler = "rr",
                                         .flags = service_flag::kPersistent,
                                         .persistence_timeout = 60}));
  REQUIRE(lab.call("one", 5061).verdict == Verdict::Forward);
  CHECK(lab.conns().size() == 4);
  CHECK(lab.call_ids() == std::vector<std::string>{"one"});
}

TEST_CASE("one-packet scheduling leaves only templates, and answers none without a call",
          "[engine][sip]") {
  SipLab lab(service_flag::kOnePacket);
  REQUIRE(lab.call("one").verdict == Verdict::Forward);
  const std::string answer = "ip 192.168.1.1 > 192.0.2.1 / udp 5060 > 5070 / data ";
  CHECK(lab.send(answer + "\"\\r\\nCall-ID: two\\r\\n\"", kDestPort).verdict == Verdict::Forward);
  CHECK(lab.last_text().find("ip 10.0.0.1 > 192.0.2.1") != std::string::npos);
  CHECK(lab.send(answer + "none", kDestPort).verdict == Verdict::PassToHost);
  CHECK(lab.call_ids().size() == 2);
  CHECK(lab.conns().size() == 2);
}

}  // namespace nicvs::test
