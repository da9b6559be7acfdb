// SPDX-License-Identifier: Apache-2.0
#include "fallback/icmp/fragment.hpp"

#include <catch2/catch.hpp>
#include <list>
#include <string>

#include "tests/kernel/support/buffer.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

// Hands out `count` buffers of `bytes` bytes and keeps them.
class Allocator : public soft::FrameAllocator {
 public:
  explicit Allocator(std::size_t count = 100, std::uint32_t bytes = 2048)
      : left_(count), bytes_(bytes) {}
  bool allocate(soft::Frame& frame) override {
    if (left_ == 0) return false;
    --left_;
    buffers_.emplace_back(Bytes{}, 64u, bytes_);
    frame = buffers_.back().frame();
    return true;
  }

 private:
  std::size_t left_;
  std::uint32_t bytes_;
  std::list<Buffer> buffers_;
};

Bytes bytes_of(const soft::Frame& f) { return Bytes(f.data, f.data + f.length); }
unsigned get16(const Bytes& b, std::size_t at) { return b[at] * 256u + b[at + 1]; }
Bytes from(const Bytes& b, std::size_t at) {
  return Bytes(b.begin() + static_cast<long>(at), b.end());
}

Bytes counting(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  return bytes;
}

TEST_CASE("fragments carry the whole payload in order", "[fragment]") {
  const std::size_t payload = GENERATE(1u, 8u, 547u, 548u, 549u, 1480u, 1481u, 4000u);
  const Bytes options = GENERATE(Bytes{}, hex("94040000"));
  constexpr unsigned kMtu = 576;
  Buffer whole(ethernet(
      ipv4({.protocol = 253, .id = 77, .fragment = 0, .options = options}, counting(payload)), 5));
  whole.frame().port = 3;
  const Bytes sent = from(l3_of(whole.bytes()), 20 + options.size());
  Allocator allocator;
  std::vector<soft::Frame> fragments;
  REQUIRE(soft::fragment_ipv4(whole.frame(), kMtu, allocator, fragments));
  Bytes arrived;
  for (const soft::Frame& f : fragments) {
    const Bytes frame = bytes_of(f);
    const Bytes packet = from(frame, 18);
    CHECK(to_hex(frame).substr(0, 36) == to_hex(whole.bytes()).substr(0, 36));
    CHECK(f.port == 3);
    CHECK(packet.size() <= kMtu);
    CHECK(get16(packet, 2) == packet.size());
    CHECK(get16(packet, 4) == 77);
    CHECK((get16(packet, 6) & 0x1fff) * 8 == arrived.size());
    CHECK((get16(packet, 6) & 0x2000) == (&f == &fragments.back() ? 0u : 0x2000u));
    CHECK(checksum_fault(packet).empty());
    arrived = join({arrived, from(packet, 20 + options.size())});
  }
  CHECK(to_hex(arrived) == to_hex(sent));
  const std::size_t room = (kMtu - 20 - options.size()) / 8 * 8;
  CHECK(fragments.size() <= (payload + room - 1) / room);
}

TEST_CASE("a packet that fits is one fragment, itself", "[fragment]") {
  Buffer whole(ethernet(ipv4({.protocol = kUdp, .fragment = 0}, udp(1, 2, counting(20)))));
  Allocator allocator;
  std::vector<soft::Frame> fragments;
  REQUIRE(soft::fragment_ipv4(whole.frame(), 68, allocator, fragments));
  REQUIRE(fragments.size() == 1);
  CHECK(bytes_of(fragments[0]) == whole.bytes());
}

TEST_CASE("a fragment is split further", "[fragment]") {
  // Bytes 800..1999 of a longer packet; more fragments follow.
  Buffer whole(ethernet(ipv4({.protocol = kUdp, .fragment = 0x2000 | 100}, counting(1200))));
  Allocator allocator;
  std::vector<soft::Frame> fragments;
  REQUIRE(soft::fragment_ipv4(whole.frame(), 820, allocator, fragments));
  REQUIRE(fragments.size() == 2);
  CHECK(get16(bytes_of(fragments[0]), 20) == (0x2000 | 100));
  CHECK(get16(bytes_of(fragments[1]), 20) == (0x2000 | 200));
}

TEST_CASE("only options marked for it are repeated", "[fragment]") {
  // Record route (not copied), a no-operation, router alert (copied), end of options.
  const Bytes options = hex("070704 00000000 01 94040000 00000000");
  Buffer whole(
      ethernet(ipv4({.protocol = kUdp, .fragment = 0, .options = options}, counting(100))));
  Allocator allocator;
  std::vector<soft::Frame> fragments;
  REQUIRE(soft::fragment_ipv4(whole.frame(), 100, allocator, fragments));
  REQUIRE(fragments.size() == 2);
  CHECK(to_hex(bytes_of(fragments[0])).substr(68, 32) == to_hex(options));
  CHECK(to_hex(bytes_of(fragments[1])).substr(68, 32) ==
        "01010101010101"
        "01"
        "94040000"
        "00000000");
}

TEST_CASE("malformed options end the walk", "[fragment][hostile]") {
  const Bytes options = GENERATE(hex("07ff0000"), hex("07000000"), hex("01010107"));
  Buffer whole(
      ethernet(ipv4({.protocol = kUdp, .fragment = 0, .options = options}, counting(100))));
  Allocator allocator;
  std::vector<soft::Frame> fragments;
  REQUIRE(soft::fragment_ipv4(whole.frame(), 80, allocator, fragments));
  CHECK(to_hex(bytes_of(fragments[1])).substr(68, 8) == to_hex(options));
}

TEST_CASE("what cannot be done is said", "[fragment][hostile]") {
  Buffer whole(ethernet(ipv4({.protocol = kUdp, .fragment = 0}, counting(1000))));
  std::vector<soft::Frame> fragments;
  Allocator few(1);
  CHECK_FALSE(soft::fragment_ipv4(whole.frame(), 576, few, fragments));
  CHECK(fragments.size() == 1);
  Allocator small(9, 128);
  fragments.clear();
  CHECK_FALSE(soft::fragment_ipv4(whole.frame(), 576, small, fragments));
  CHECK(fragments.size() == 1);
  Allocator enough;
  fragments.clear();
  Buffer v6(ethernet(ipv6({}, tcp(1, 2, kAck))));
  CHECK_FALSE(soft::fragment_ipv4(v6.frame(), 1280, enough, fragments));
  CHECK_FALSE(soft::fragment_ipv4(whole.frame(), 27, enough, fragments));
  CHECK(fragments.empty());
}

}  // namespace
}  // namespace nicvs::test
