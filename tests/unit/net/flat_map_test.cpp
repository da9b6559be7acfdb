// SPDX-License-Identifier: Apache-2.0
#include "fallback/net/flat_map.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

namespace {

// Few homes, so that every probe sequence is long and wraps.
struct CrowdedHash {
  std::size_t operator()(int key) const { return static_cast<std::size_t>(key % 3) * 7; }
};

}  // namespace

TEST_CASE("a flat map does what std::map does, also when keys collide", "[net][flat_map]") {
  nicvs::soft::FlatMap<int, int, CrowdedHash> flat;
  std::map<int, int> reference;
  std::mt19937 random(1);
  for (int step = 0; step < 20000; ++step) {
    const int key = static_cast<int>(random() % 60);
    if (random() % 3 == 0) {
      CHECK(flat.erase(key) == (reference.erase(key) == 1));
    } else {
      flat[key] = step;
      reference[key] = step;
    }
    REQUIRE(flat.size() == reference.size());
  }
  for (int key = 0; key < 60; ++key) {
    const auto expected = reference.find(key);
    const int* found = flat.find(key);
    REQUIRE((found != nullptr) == (expected != reference.end()));
    if (found != nullptr) CHECK(*found == expected->second);
  }
}

TEST_CASE("elements are erased by predicate", "[net][flat_map]") {
  nicvs::soft::FlatMap<int, int, CrowdedHash> flat;
  for (int key = 0; key < 100; ++key) flat[key] = key;
  CHECK(flat.erase_if([](int, int value) { return value % 2 == 0; }) == 50);
  CHECK(flat.size() == 50);
  CHECK(flat.find(2) == nullptr);
  CHECK(*flat.find(99) == 99);
}
