// SPDX-License-Identifier: Apache-2.0
// The engine as master and as backup. What is told and when is proven against the kernel by the
// scenarios in tests/scenario/sync; here is what they cannot show: workers, full tables, overflow,
// and one engine that takes another's place.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>

#include "fallback/engine/sync_ring.hpp"
#include "nicvs/dp/conn_flags.hpp"
#include "tests/engines/engine/lab.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;
using namespace std::chrono_literals;

constexpr soft::EngineOptions kFourWorkers{
    .conn_capacity = 4096, .workers = 4, .hash_key = {1, 2}, .random_seed = 1};

// Sent by the worker that owns it, as the worker pool does.
soft::Decision send_owned(Lab& lab, const std::string& text) {
  replay::FrameMemory memory;
  const auto bytes = Lab::arriving(text, kClientPort);
  const soft::Frame arrived = memory.copy_of(bytes, kClientPort);
  return lab.send_bytes(bytes, kClientPort, lab.engine().owner_of(0, arrived));
}

std::vector<SyncedConn> told(Lab& lab) {
  std::vector<SyncedConn> conns;
  lab.engine().take_sync_events([&](const SyncEvent& event) { conns.push_back(event.conn); });
  return conns;
}

std::vector<std::string> rows(const Lab& lab) {
  std::vector<std::string> texts;
  for (const ConnInfo& row : lab.conns()) {
    texts.push_back(row.state + " " + row.client.to_string_with_port(row.client_port) + " " +
                    row.virtual_address.to_string_with_port(row.virtual_port) + " " +
                    row.dest.to_string_with_port(row.dest_port) + " " +
                    std::to_string(row.expires_in_s));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

// Forty clients of a persistent service, each with an established conn.
void talk(Lab& lab) {
  for (int client = 1; client <= 40; ++client) {
    for (const char* flags : {"S", "A", "A"}) {
      send_owned(lab, "ip 192.0.2." + std::to_string(client) + " > 10.0.0.1 / tcp " +
                          std::to_string(40000 + client) + " > 80 " + flags);
    }
  }
}

ServiceSpec persistent() {
  ServiceSpec spec{.key = service_key("10.0.0.1:80"), .scheduler = "rr"};
  spec.flags = service_flag::kPersistent;
  spec.persistence_timeout = 300;
  return spec;
}

SyncedConn synced(std::uint16_t client_port) {
  SyncedConn conn;
  conn.state = 1;
  conn.flags = dp::conn_flag::kSync;
  conn.client = address("192.0.2.1").value;
  conn.client_port = client_port;
  conn.virtual_address = address("10.0.0.1").value;
  conn.virtual_port = 80;
  conn.dest = address("192.168.1.1").value;
  conn.dest_port = 80;
  conn.timeout_s = 900;
  return conn;
}

// An FTP control conn whose reply to PASV becomes three bytes shorter; what the dest sends next is
// 5050 for it and 5047 for the client.
void ask_for_passive_mode(Lab& lab) {
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 S seq 1000");
  lab.send("ip 192.168.1.1 > 192.0.2.1 / tcp 21 > 40000 SA seq 5000 ack 1001", kDestPort);
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 A seq 1001 ack 5001");
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 PA seq 1001 ack 5001 / data \"PASV\\r\\n\"");
  lab.send(
      "ip 192.168.1.1 > 192.0.2.1 / tcp 21 > 40000 PA seq 5001 ack 1007 / "
      "data \"227 Entering Passive Mode (192,168,1,1,195,80).\\r\\n\"",
      kDestPort);
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 A seq 1007 ack 5047");
}

// The numbers that both sides get to see are right.
void check_passive_mode_goes_on(Lab& lab) {
  lab.send("ip 192.168.1.1 > 192.0.2.1 / tcp 21 > 40000 PA seq 5050 ack 1007 / data x", kDestPort);
  CHECK(lab.last_text().find("seq 5047") != std::string::npos);
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 A seq 1007 ack 5048");
  CHECK(lab.last_text().find("ack 5051") != std::string::npos);
}

ServiceSpec sip_service() {
  ServiceSpec spec{.key = service_key("10.0.0.1:5060", Protocol::Udp), .scheduler = "rr"};
  spec.flags = service_flag::kPersistent;
  spec.persistence_timeout = 300;
  spec.persistence_engine = "sip";
  return spec;
}

soft::Decision send_call(Lab& lab, const std::string& call_id, unsigned client_port) {
  return send_owned(lab, "ip 192.0.2.1 > 10.0.0.1 / udp " + std::to_string(client_port) +
                             " > 5060 / data \"\\r\\nCall-ID: " + call_id + "\\r\\n\"");
}

}  // namespace

TEST_CASE("nothing is noted while no master runs") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:80"});
  for (int i = 0; i < 3; ++i) lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 SA");
  CHECK(told(lab).empty());
}

TEST_CASE("what the master's workers tell gives a backup the same conns, whoever owns them there") {
  Lab master(kFourWorkers);
  Lab backup({.conn_capacity = 4096, .workers = 2, .hash_key = {3, 4}, .random_seed = 1});
  for (Lab* lab : {&master, &backup}) {
    lab->add(persistent(), {dest("192.168.1.1:80"), dest("192.168.1.2:80", ForwardMethod::Dr)});
  }
  master.engine().set_sync_roles({.is_master = true});
  talk(master);
  const SyncApplied applied = backup.engine().apply_synced(told(master));
  CHECK(applied.created == 80);
  CHECK(applied.refused == 0);
  CHECK(rows(backup) == rows(master));
  const auto before = backup.dests(service_key("10.0.0.1:80"));
  CHECK(before[0].active_conns + before[1].active_conns == 40);
  CHECK(before[0].persistent_conns + before[1].persistent_conns == 40);

  // Each is found by the worker that its packets go to.
  const std::size_t conns = backup.conns().size();
  for (int client = 1; client <= 40; ++client) {
    const auto decision =
        send_owned(backup, "ip 192.0.2." + std::to_string(client) + " > 10.0.0.1 / tcp " +
                               std::to_string(40000 + client) + " > 80 A");
    CHECK(decision.verdict == dp::Verdict::Forward);
  }
  CHECK(backup.conns().size() == conns);
}

TEST_CASE("a backup goes on with the numbers of a control conn whose length was changed") {
  Lab master;
  Lab backup;
  Lab third;
  for (Lab* lab : {&master, &backup, &third}) lab->nat("10.0.0.1:21", {"192.168.1.1:21"});
  master.engine().set_sync_roles({.is_master = true});
  master.set("sync_threshold", "0 1");
  ask_for_passive_mode(master);
  std::vector<SyncedConn> conns = told(master);
  REQUIRE(conns.back().virtual_port == 21);
  CHECK((conns.back().flags & dp::conn_flag::kOutSeq) != 0);
  REQUIRE(conns.back().sequences);
  CHECK(conns.back().sequences->out == SyncedSequence{5001, 0U - 3U, 0});

  SECTION("a new conn") {
    backup.engine().apply_synced({&conns.back(), 1});
    check_passive_mode_goes_on(backup);
  }
  SECTION("one that was told of before it was changed") {
    backup.engine().apply_synced(conns);
    check_passive_mode_goes_on(backup);
  }
  SECTION("a message without numbers leaves them as they are") {
    backup.engine().apply_synced(conns);
    conns.back().sequences.reset();
    backup.engine().apply_synced({&conns.back(), 1});
    check_passive_mode_goes_on(backup);
  }
  SECTION("and is a master for the next one") {
    backup.engine().set_sync_roles({.is_master = true});
    backup.set("sync_threshold", "0 1");
    backup.engine().apply_synced(conns);
    backup.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 A seq 1007 ack 5047");
    third.engine().apply_synced(told(backup));
    check_passive_mode_goes_on(third);
  }
}

TEST_CASE("a backup reads a control conn along like its own") {
  Lab lab;
  lab.nat("10.0.0.1:21", {"192.168.1.1:21"});
  SyncedConn conn = synced(40000);
  conn.virtual_port = conn.dest_port = 21;
  lab.engine().apply_synced({&conn, 1});
  ask_for_passive_mode(lab);
  check_passive_mode_goes_on(lab);
  CHECK(lab.conns().size() == 2);
  lab.wait(2000s);
  CHECK(lab.conns().empty());
  CHECK(lab.dests(service_key("10.0.0.1:21"))[0].inactive_conns == 0);
}

TEST_CASE("a control conn that gets a dest of another method is read along no more") {
  Lab lab;
  SyncedConn conn = synced(40000);
  conn.virtual_port = conn.dest_port = 21;
  conn.flags |= dp::conn_flag::kOutSeq;
  conn.sequences = {{}, {0, 7, 7}};
  lab.engine().apply_synced({&conn, 1});
  const ServiceKey key = service_key("10.0.0.1:21");
  lab.add({.key = key, .scheduler = "rr"}, {dest("192.168.1.1:21", ForwardMethod::Dr)});
  CHECK(lab.engine().apply_synced({&conn, 1}).updated == 1);
  CHECK(lab.dests(key)[0].active_conns == 1);
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 A seq 1 ack 100");
  CHECK(lab.last_text().find("ack 100") != std::string::npos);
  lab.wait(2000s);
  CHECK(lab.conns().empty());
  CHECK(lab.dests(key)[0].active_conns == 0);
}

TEST_CASE("a backup sends calls where they belong, by what its master told of them") {
  Lab master(kFourWorkers);
  Lab backup({.conn_capacity = 4096, .workers = 2, .hash_key = {3, 4}, .random_seed = 1});
  for (Lab* lab : {&master, &backup}) {
    lab->add(sip_service(), {dest("192.168.1.1:5060"), dest("192.168.1.2:5060")});
  }
  master.engine().set_sync_roles({.is_master = true});
  std::vector<std::string> sent_to(40);
  for (unsigned i = 0; i < sent_to.size(); ++i) {
    send_call(master, "call-" + std::to_string(i), 5060 + i);
    sent_to[i] =
        master.last_text().find("192.168.1.1") != std::string::npos ? "192.168.1.1" : "192.168.1.2";
  }
  const std::vector<SyncedConn> conns = told(master);
  CHECK(backup.engine().apply_synced(conns).created == sent_to.size());
  CHECK(backup.engine().apply_synced(conns).updated == sent_to.size());
  for (unsigned i = 0; i < sent_to.size(); ++i) {
    CHECK(send_call(backup, "call-" + std::to_string(i), 6000 + i).verdict == dp::Verdict::Forward);
    CHECK(backup.last_text().find(sent_to[i]) != std::string::npos);
  }
  backup.wait(1000s);
  CHECK(backup.conns().empty());
  const auto dests = backup.dests(sip_service().key);
  CHECK(dests[0].persistent_conns + dests[1].persistent_conns == 0);
}

TEST_CASE("a template of a call is found by its call only") {
  Lab lab;
  lab.add(sip_service(), {dest("192.168.1.1:5060"), dest("192.168.1.2:5060")});
  SyncedConn conn = synced(0);
  conn.protocol = Protocol::Udp;
  conn.virtual_port = conn.dest_port = 5060;
  conn.flags = dp::conn_flag::kTemplate | dp::conn_flag::kInactive;
  conn.state = 0;
  CHECK(lab.engine().apply_synced({&conn, 1}).created == 1);  // as version 0 tells of it
  conn.engine_data = SyncedEngineData("one");
  CHECK(lab.engine().apply_synced({&conn, 1}).created == 1);
  conn.engine_data = SyncedEngineData("two");
  CHECK(lab.engine().apply_synced({&conn, 1}).created == 1);
  CHECK(lab.engine().apply_synced({&conn, 1}).updated == 1);
  const auto dests = lab.dests(sip_service().key);
  CHECK(dests[0].persistent_conns + dests[1].persistent_conns == 3);
  send_call(lab, "two", 5060);
  CHECK(lab.last_text().find("192.168.1.1") != std::string::npos);
}

TEST_CASE("synced conns end like any other, and give their dest back") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:80"});
  lab.engine().set_sync_roles({.is_backup = true});
  const SyncedConn conns[] = {synced(1), synced(2)};
  lab.engine().apply_synced(conns);
  CHECK(lab.dests(service_key("10.0.0.1:80"))[0].active_conns == 2);
  lab.wait(901s);
  CHECK(lab.conns().empty());
  CHECK(lab.dests(service_key("10.0.0.1:80"))[0].active_conns == 0);
}

TEST_CASE("a full table refuses synced conns and says so") {
  Lab lab({.conn_capacity = 64, .hash_key = {1, 2}, .random_seed = 1});
  lab.nat("10.0.0.1:80", {"192.168.1.1:80"});
  std::vector<SyncedConn> conns;
  for (std::uint16_t port = 1; port <= 100; ++port) conns.push_back(synced(port));
  const SyncApplied applied = lab.engine().apply_synced(conns);
  CHECK(applied.created == 64);
  CHECK(applied.refused == 36);
}

TEST_CASE("a conn without a dest and without a way to forward is refused") {
  Lab lab;
  SyncedConn conn = synced(1);
  for (const std::uint32_t method : {1U, 5U, 6U, 7U}) {
    conn.flags = method;
    CHECK(lab.engine().apply_synced({&conn, 1}).refused == 1);
  }
  CHECK(lab.conns().empty());
}

TEST_CASE("a template without a dest is not used and harms nothing") {
  Lab lab;
  SyncedConn conn = synced(0);
  conn.flags = dp::conn_flag::kTemplate | dp::conn_flag::kInactive;
  conn.state = 0;
  CHECK(lab.engine().apply_synced({&conn, 1}).created == 1);
  lab.add(persistent(), {dest("192.168.1.2:80")});
  lab.set("expire_nodest_conn", "1");
  lab.set("drop_entry", "3");
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S");
  CHECK(lab.last_text().find("192.168.1.2") != std::string::npos);
  Lab::accept(lab.engine().delete_dest(service_key("10.0.0.1:80"), endpoint("192.168.1.2:80")));
  lab.wait(2000s);
  CHECK(lab.conns().empty());
}

TEST_CASE("events that find no room are counted") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:80"});
  lab.engine().set_sync_roles({.is_master = true});
  lab.set("sync_threshold", "0 1");
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S");
  const unsigned more = 5;
  for (unsigned i = 0; i < soft::SyncRing::kSlots + more; ++i) {
    lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 A");
  }
  CHECK(lab.engine().lost_sync_events() == more);
  CHECK(told(lab).size() == soft::SyncRing::kSlots);
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 A");
  CHECK(told(lab).size() == 1);
}

TEST_CASE("dests of another family are refused while a daemon runs") {
  Lab lab;
  lab.nat("10.0.0.1:80", {});
  const DestSpec other = dest("[2001:db8:2::1]:80", ForwardMethod::Tun);
  lab.engine().set_sync_roles({.is_backup = true});
  CHECK(lab.engine().add_dest(service_key("10.0.0.1:80"), other).error().code == EINVAL);
  CHECK(lab.engine().add_dest(service_key("10.0.0.1:81"), other).error().code == ESRCH);
  lab.engine().set_sync_roles({});
  CHECK(lab.engine().add_dest(service_key("10.0.0.1:80"), other));
}

TEST_CASE("clients' packets pass to the host of a director that is only a backup") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:80"});
  lab.set("backup_only", "1");
  lab.engine().set_sync_roles({.is_backup = true});
  CHECK(lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S").reason == dp::Reason::NoService);
  lab.set("backup_only", "0");
  CHECK(lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S").verdict == dp::Verdict::Forward);
}
