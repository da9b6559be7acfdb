// SPDX-License-Identifier: Apache-2.0
#include "fallback/edit/extension_headers.hpp"

#include <catch2/catch.hpp>

#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

using dp::Parsed;
using dp::Reason;

constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragment = 44, kAh = 51, kNone = 59,
                       kOptions = 60;

// An extension header of `bytes` bytes in all, filled with Pad1.
Bytes extension(std::uint8_t next, unsigned bytes) {
  Bytes header(bytes);
  header[0] = next;
  header[1] = static_cast<std::uint8_t>(bytes / 8 - 1);
  return header;
}

Bytes fragment_header(std::uint8_t next, unsigned offset_and_flags) {
  return join({{next, 0}, be16_bytes(offset_and_flags), be32_bytes(7)});
}

Parsed walk(std::uint8_t first, const Bytes& payload) {
  const Bytes frame = ethernet(ipv6({.next_header = first}, payload));
  const soft::FrameWindow window = soft::FrameWindow::of(frame);
  const Parsed p = dp::parse(window);
  REQUIRE(p.reason == Reason::ExtensionHeader);
  return soft::walk_extension_headers(window, p);
}

TEST_CASE("the transport header is found behind any chain", "[extension]") {
  const Bytes segment = tcp(40000, 80, kSyn);
  const Parsed one = walk(kOptions, join({extension(kTcp, 8), segment}));
  CHECK(one.reason == Reason::None);
  CHECK(one.key.protocol == dp::Protocol::Tcp);
  CHECK(one.key.src_port == 40000);
  CHECK(one.key.dst_port == 80);
  CHECK(one.tcp_flags == kSyn);
  CHECK(one.l4_offset == 14 + 40 + 8);

  const Bytes ah = join({{kTcp, 4}, Bytes(22)});  // 24 bytes, counted in words of 4
  const Parsed many = walk(kHopByHop, join({extension(kRouting, 16), extension(kOptions, 24),
                                            extension(kAh, 8), ah, segment}));
  CHECK(many.reason == Reason::None);
  CHECK(many.key.dst_port == 80);
  CHECK(many.l4_offset == 14 + 40 + 16 + 24 + 8 + 24);
}

TEST_CASE("a fragment header says which fragment it is", "[extension]") {
  const Bytes segment = tcp(40000, 80, kSyn);
  const Parsed atomic = walk(kFragment, join({fragment_header(kTcp, 0), segment}));
  CHECK(atomic.reason == Reason::Fragment);
  CHECK(atomic.fragment == dp::Fragment::Atomic);
  CHECK(atomic.l4_offset == 62);
  const Parsed first = walk(kFragment, join({fragment_header(kTcp, 1), segment}));
  CHECK(first.reason == Reason::Fragment);
  CHECK(first.fragment == dp::Fragment::First);
  CHECK(first.l4_offset == 62);
  const Parsed later = walk(kFragment, join({fragment_header(kTcp, 0x00b9), segment}));
  CHECK(later.reason == Reason::Fragment);
  CHECK(later.fragment == dp::Fragment::Later);
  CHECK(later.key.src_port == 0);
}

TEST_CASE("chains that lead nowhere are named", "[extension][hostile]") {
  CHECK(walk(kNone, Bytes(8)).reason == Reason::ExtensionHeader);
  CHECK(walk(kOptions, extension(kNone, 8)).reason == Reason::ExtensionHeader);
  CHECK(walk(kOptions, Bytes(7)).reason == Reason::Truncated);
  CHECK(walk(kOptions, {kTcp, 255, 0, 0, 0, 0, 0, 0}).reason == Reason::Truncated);
  CHECK(walk(kOptions, join({extension(kTcp, 8), Bytes(19)})).reason == Reason::Truncated);
  CHECK(walk(kOptions, join({extension(2, 8), Bytes(8)})).reason == Reason::UnknownProtocol);
}

TEST_CASE("a chain may be 4 KiB long and not longer", "[extension][hostile]") {
  const auto chain_of = [](int headers) {
    Bytes chain;
    for (int i = 1; i < headers; ++i) chain = join({chain, extension(kOptions, 8)});
    return walk(kOptions, join({chain, extension(kTcp, 8), tcp(40000, 80, kSyn)}));
  };
  CHECK(chain_of(512).reason == Reason::None);
  CHECK(chain_of(512).key.dst_port == 80);
  CHECK(chain_of(513).reason == Reason::Truncated);
}

}  // namespace
}  // namespace nicvs::test
