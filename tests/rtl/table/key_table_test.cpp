// SPDX-License-Identifier: Apache-2.0
// The key table: one operation a cycle, each as if all before it were done.
#include <catch2/catch.hpp>

#include "tests/rtl/table/table_bench.hpp"

using namespace nicvs::test;

TEST_CASE("two frames of one flow in consecutive cycles make one entry", "[key_table]") {
  TableBench bench;
  for (std::uint32_t key = 0; key < 200; ++key) {
    bench.find(key, MayInsert::Yes, static_cast<std::uint8_t>(key));
    bench.find(key, MayInsert::Yes, 0xff);  // finds the first one's payload
  }
  bench.settle();
  CHECK(bench.inserted == 200);
  CHECK(bench.found == 200);
  CHECK(bench.counted() == 200);
}

TEST_CASE("a find sees the insert of an operation at any distance before it", "[key_table]") {
  const unsigned distance = GENERATE(range(1u, 30u));
  TableBench bench;
  bench.find(7, MayInsert::Yes);
  for (unsigned i = 1; i < distance; ++i) bench.find(1000 + i, MayInsert::Yes);
  bench.find(7, MayInsert::Yes);
  bench.settle();
  CHECK(bench.found == 1);
  CHECK(bench.inserted == distance);
}

TEST_CASE("insert and delete at any distance leave what their order says", "[key_table]") {
  const unsigned distance = GENERATE(range(1u, 30u));
  TableBench bench;
  for (unsigned round = 0; round < 4; ++round) {
    bench.find(7, MayInsert::Yes, static_cast<std::uint8_t>(round));
    bench.idle(distance - 1);
    bench.remove(7);
    bench.idle(distance - 1);
    bench.remove(7);
    bench.find(7, MayInsert::No);
  }
  bench.settle();
  CHECK(bench.inserted == 4);
  CHECK(bench.removed == 4);
  CHECK(bench.counted() == 0);
}

TEST_CASE("keys of the same buckets in consecutive cycles get slots of their own", "[key_table]") {
  const unsigned distance = GENERATE(1u, 2u, 3u, 4u, 5u, 7u, 11u, 12u, 13u);
  TableBench bench;
  bench.buckets = 1;
  for (std::uint32_t key = 0; key < 40; ++key) {
    bench.find(key, MayInsert::Yes);
    bench.idle(distance - 1);
  }
  bench.settle();
  CHECK(bench.inserted + bench.full == 40);
  if (distance >= 5) CHECK(bench.full_though_free == 0);
  if (distance >= 5) CHECK(bench.inserted == 16);
  CHECK(bench.inserted >= 12);
  bench.idle(20);
  for (std::uint32_t key = 40; key < 60; ++key) {
    bench.find(key, MayInsert::Yes);
    bench.idle(13);
  }
  bench.settle();
  CHECK(bench.inserted == 16);  // and a full one says so
}

TEST_CASE("random operations on few keys act as if one were done after the other", "[key_table]") {
  const unsigned buckets = GENERATE(1u, 2u, 8u, 64u);
  const unsigned keys = GENERATE(3u, 24u, 700u);
  const std::uint64_t seed = bench_seed();
  INFO(buckets << " buckets, " << keys << " keys, seed " << seed);
  std::mt19937_64 random(seed);
  TableBench bench;
  bench.buckets = buckets;
  for (int i = 0; i < 20000; ++i) {
    const auto key = static_cast<std::uint32_t>(random() % keys);
    switch (random() % 8) {
      case 0:
        bench.idle();
        break;
      case 1:
      case 2:
        bench.remove(key);
        break;
      case 3:
        bench.find(key, MayInsert::No);
        break;
      default:
        bench.find(key, MayInsert::Yes, static_cast<std::uint8_t>(random()));
    }
  }
  bench.settle();
  CHECK(bench.counted() == bench.keys());
  CHECK(bench.found > 100);
  CHECK(bench.removed > 50);
}

TEST_CASE("at 70 % load nearly every key finds room, and full is said when it does not",
          "[key_table]") {
  const std::uint64_t seed = bench_seed();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  TableBench bench;
  while (bench.keys() < TableBench::kSlots * 7 / 10) {
    bench.find(static_cast<std::uint32_t>(random()), MayInsert::Yes);
  }
  bench.settle();
  CHECK(bench.full <= 2);
  for (int i = 0; i < 4000; ++i) {
    bench.find(static_cast<std::uint32_t>(random()), MayInsert::Yes);
  }
  bench.settle();
  CHECK(bench.full > 100);
  CHECK(bench.keys() > TableBench::kSlots * 9 / 10);
  WARN(bench.keys() << " of " << TableBench::kSlots << " slots taken, " << bench.full_though_free
                    << " of " << bench.full << " refused though a slot was free");
}

TEST_CASE("a slot is read as it is, and after a reset all are empty", "[key_table]") {
  TableBench bench;
  for (std::uint32_t key = 0; key < 300; ++key) bench.find(key, MayInsert::Yes);
  bench.settle();
  for (const std::uint32_t key : {0u, 17u, 299u}) {
    const auto [slot, bucket] = bench.place_of(key);
    CHECK(bench.key_in(slot / 4, slot % 4, bucket) == key);
  }
  const auto [slot, bucket] = bench.place_of(17);
  bench.remove(17);
  bench.settle();
  CHECK_FALSE(bench.key_in(slot / 4, slot % 4, bucket));
  bench.find(1000, MayInsert::Yes);  // under way when the reset comes
  bench.reset();
  CHECK(bench.counted() == 0);
  for (std::uint32_t key = 0; key < 300; ++key) bench.find(key, MayInsert::No);
  bench.settle();
  CHECK(bench.found == 0);
}
