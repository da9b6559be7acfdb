// SPDX-License-Identifier: Apache-2.0
// Any datagrams to a backup's socket: the conns they leave are forwarded, listed and ended like
// others, whatever a peer says of them, and the dest's counts return to 0.
#include <cstdlib>

#include "host/failover/sync_message.hpp"
#include "tests/engines/engine/lab.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

void require(bool holds) {
  if (!holds) std::abort();
}

ServiceSpec service(std::string_view at, Protocol protocol) {
  ServiceSpec spec{.key = service_key(at, protocol), .scheduler = "rr"};
  spec.flags = service_flag::kPersistent;
  spec.persistence_timeout = 60;
  return spec;
}

DestSpec weighted(std::string_view at, ForwardMethod method) {
  DestSpec spec = dest(at, method);
  spec.upper_threshold = 5;
  return spec;
}

// A director whose services fit the corpus.
void furnish(Lab& lab) {
  lab.add(service("10.0.0.1:80", Protocol::Tcp), {weighted("192.168.1.1:80", ForwardMethod::Nat),
                                                  weighted("192.168.1.2:80", ForwardMethod::Tun)});
  lab.add(service("[2001:db8::1]:80", Protocol::Tcp),
          {weighted("[2001:db8:2::1]:80", ForwardMethod::Dr)});
  ServiceSpec marked{.scheduler = "rr"};
  marked.key.fwmark = 7;
  Lab::accept(lab.engine().add_service(marked));
  Lab::accept(lab.engine().add_dest(marked.key, weighted("192.168.1.3:0", ForwardMethod::Dr)));
  lab.nat("10.0.0.1:21", {"192.168.1.1:21"});
  ServiceSpec calls = service("10.0.0.1:5060", Protocol::Udp);
  calls.persistence_engine = "sip";
  lab.add(calls, {weighted("192.168.1.1:5060", ForwardMethod::Nat),
                  weighted("192.168.1.2:5060", ForwardMethod::Nat)});
  lab.engine().set_sync_roles({.is_master = true, .is_backup = true});
}

// A packet that the conn's client might send, and one of its dest.
void use(Lab& lab, const SyncedConn& conn) {
  const std::string ip = conn.family == Family::Ipv6 ? "ip6 " : "ip ";
  const std::string client = IpAddress{conn.family, conn.client}.to_string();
  const std::string vip = IpAddress{conn.family, conn.virtual_address}.to_string();
  const std::string server = IpAddress{conn.family, conn.dest}.to_string();
  const std::string from = std::to_string(conn.client_port);
  lab.send(ip + client + " > " + vip + " / tcp " + from + " > " +
           std::to_string(conn.virtual_port) + " A");
  lab.send(ip + server + " > " + client + " / tcp " + std::to_string(conn.dest_port) + " > " +
               from + " A",
           kDestPort);
  lab.send(ip + client + " > " + vip + " / udp " + from +
           " > 5060 / data \"\\r\\nCall-ID: one\\r\\n\"");
}

// Conns that a peer gave a long time live on; dests count no others.
void check_counts(Lab& lab) {
  std::uint64_t counted = 0;
  for (const ServiceInfo& info : lab.engine().services()) {
    for (const DestInfo& d : lab.dests(info.spec.key)) {
      counted += d.active_conns + d.inactive_conns + d.persistent_conns;
    }
  }
  require(counted <= lab.conns().size());
}

}  // namespace

// The input is datagrams, each behind a byte with its length.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Lab lab({.conn_capacity = 64, .workers = 1, .hash_key = {1, 2}, .random_seed = 1});
  furnish(lab);
  while (size > 0) {
    const std::size_t length = std::min<std::size_t>(data[0], size - 1);
    const auto decoded = failover::decode_sync({data + 1, length}, 5);
    data += length + 1;
    size -= length + 1;
    const SyncApplied applied = lab.engine().apply_synced(decoded.conns);
    require(applied.created + applied.updated + applied.late + applied.refused ==
            decoded.conns.size());
    for (std::size_t i = 0; i < std::min<std::size_t>(decoded.conns.size(), 3); ++i) {
      use(lab, decoded.conns[i]);
    }
  }
  lab.engine().take_sync_events([](const SyncEvent& event) {
    failover::SyncMessage message({.version = 1, .sync_id = 5});
    message.add(event.conn);
    require(failover::decode_sync(message.take(), 5).conns.size() <= 1);
  });
  check_counts(lab);
  lab.wait(std::chrono::minutes(20));
  check_counts(lab);
  return 0;
}
