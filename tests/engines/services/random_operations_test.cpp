// SPDX-License-Identifier: Apache-2.0
// Random control calls, conns and time against a model of what must hold afterwards.
#include <algorithm>
#include <map>
#include <random>

#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::soft::ConnKind;
namespace soft = nicvs::soft;

namespace {

const std::vector<std::string> kSchedulers = {"rr", "wrr",  "lc",    "wlc",  "sed",
                                              "nq", "fo",   "ovf",   "dh",   "sh",
                                              "mh", "lblc", "lblcr", "twos", "none"};

class RandomSite {
 public:
  RandomSite(unsigned seed, const std::string& scheduler) : random_(seed), scheduler_(scheduler) {
    for (std::uint16_t port = 80; port < 83; ++port) keys_.push_back(service_key("10.0.0.1", port));
  }

  void step() {
    switch (below(10)) {
      case 0:
        change_service();
        break;
      case 1:
      case 2:
      case 3:
        change_dest();
        break;
      case 4:
        now_ += std::chrono::seconds(below(50));
        bench_.table.advance(now_);
        break;
      case 5:
      case 6:
        close_conn();
        break;
      default:
        open_conn();
    }
  }

  // Every conn is counted at its dest, and nowhere else.
  void check() {
    std::map<soft::DestIndex, std::uint32_t> conns;
    for (const soft::DestIndex index : conns_) ++conns[index];
    for (const auto& [index, count] : conns) {
      REQUIRE(bench_.table.dest(index).total_conns() == count);
    }
    for (const nicvs::ServiceKey& key : keys_) {
      soft::Service* service = bench_.table.find(key);
      if (service == nullptr) continue;
      std::uint32_t dests = 0;
      for (const soft::Dest& dest : service->dests()) {
        ++dests;
        REQUIRE(dest.service == service);
        REQUIRE(dest.total_conns() == conns[dest.index]);
      }
      REQUIRE(service->dests().size() == dests);
    }
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  const nicvs::ServiceKey& any_key() { return keys_[below(3)]; }

  void change_service() {
    const nicvs::ServiceKey& key = any_key();
    const bool exists = bench_.table.find(key) != nullptr;
    if (!exists) {
      REQUIRE(bench_.table.add_service({.key = key, .scheduler = scheduler_}));
    } else if (below(2) == 0) {
      REQUIRE(bench_.table.delete_service(key));
    } else {
      const std::string& other = kSchedulers[below(static_cast<unsigned>(kSchedulers.size()))];
      const bool is_kept = below(2) == 0;
      REQUIRE(bench_.table.edit_service({.key = key,
                                         .scheduler = is_kept ? scheduler_ : other,
                                         .flags = below(4) * nicvs::service_flag::kSched1}));
    }
  }

  void change_dest() {
    const nicvs::ServiceKey& key = any_key();
    soft::Service* service = bench_.table.find(key);
    if (service == nullptr) return;
    const unsigned number = 1 + below(6);
    nicvs::DestSpec spec = ServiceBench::spec(number, static_cast<std::int32_t>(below(4)));
    spec.upper_threshold = below(3) == 0 ? 1 + below(5) : 0;
    if (service->find_dest(spec.key) == nullptr) {
      REQUIRE(bench_.table.add_dest(key, spec));
    } else if (below(2) == 0) {
      REQUIRE(bench_.table.edit_dest(key, spec));
    } else {
      REQUIRE(bench_.table.delete_dest(key, spec.key));
    }
  }

  void open_conn() {
    soft::Service* service = bench_.table.find(any_key());
    if (service == nullptr) return;
    nicvs::dp::FlowKey key = flow();
    key.src = nicvs::dp::ipv4_address(static_cast<std::uint32_t>(random_()));
    key.dst = nicvs::dp::ipv4_address(below(5));
    soft::Dest* dest = service->schedule(key, now_);
    if (dest == nullptr) return;
    REQUIRE(dest->service == service);
    REQUIRE(dest->weight > 0);
    if (service->spec().scheduler != "lblc") REQUIRE_FALSE(dest->is_overloaded);
    bench_.table.count_conn(0, *dest);
    bench_.table.bind(*dest, ConnKind::Active);
    conns_.push_back(dest->index);
  }

  void close_conn() {
    if (conns_.empty()) return;
    std::swap(conns_[below(static_cast<unsigned>(conns_.size()))], conns_.back());
    bench_.table.unbind(bench_.table.dest(conns_.back()), ConnKind::Active);
    conns_.pop_back();
  }

  std::mt19937_64 random_;
  std::string scheduler_;
  ServiceBench bench_;
  std::vector<nicvs::ServiceKey> keys_;
  std::vector<soft::DestIndex> conns_;
  soft::Time now_ = 0s;
};

}  // namespace

TEST_CASE("random operations keep every conn at its dest", "[random]") {
  for (unsigned seed = 0; seed < kSchedulers.size() * 2; ++seed) {
    const std::string& scheduler = kSchedulers[seed % kSchedulers.size()];
    CAPTURE(seed, scheduler);
    RandomSite site(seed, scheduler);
    for (int i = 0; i < 4000; ++i) {
      site.step();
      if (i % 50 == 0) site.check();
    }
  }
}
