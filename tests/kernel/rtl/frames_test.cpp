// SPDX-License-Identifier: Apache-2.0
#include "Vforward_reply.h"
#include "Vforward_request.h"
#include "Vparse_network.h"
#include "Vparse_transport.h"
#include "Vverdict.h"
#include "hls/kernels/kernels.hpp"
#include "tests/kernel/rtl/bench.hpp"

namespace nicvs::test {

TEST_CASE("the parse_network module reads frames up to the IP header as the function does") {
  check_kernel<Vparse_network>("parse_network", k_parse_network,
                               [](Random& random) { return random.window(); });
}

TEST_CASE("the parse_transport module reads transport headers as the function does") {
  check_kernel<Vparse_transport>("parse_transport", k_parse_transport, [](Random& random) {
    const dp::HeaderWindow window = random.window();
    return kernels::ParseTransportIn{window, dp::parse_network(window)};
  });
}

TEST_CASE("the two halves of the parser are the parser") {
  Random random(seed_wanted());
  for (int i = 0; i < 20000; ++i) {
    kernels::ParseTransportIn half{random.window(), {}};
    k_parse_network(half.window, half.packet);
    dp::Parsed whole{};
    k_parse_transport(half, whole);
    const dp::Parsed expected = dp::parse(half.window);
    REQUIRE(whole.reason == expected.reason);
    REQUIRE(whole.key == expected.key);
    REQUIRE(whole.l4_checksum == expected.l4_checksum);
    REQUIRE(whole.sctp_chunk[1] == expected.sctp_chunk[1]);
  }
}

TEST_CASE("the random frames reach every reason that the parser knows") {
  Random random(seed_wanted());
  std::array<unsigned, dp::kReasonCount> seen{};
  for (int i = 0; i < 20000; ++i) {
    ++seen[static_cast<std::size_t>(random.parsed().reason)];
  }
  for (const dp::Reason reason :
       {dp::Reason::None, dp::Reason::NotIp, dp::Reason::UnknownProtocol, dp::Reason::Truncated,
        dp::Reason::BadVersion, dp::Reason::BadHeaderLength, dp::Reason::BadLength,
        dp::Reason::BadChecksum, dp::Reason::Fragment, dp::Reason::ExtensionHeader}) {
    INFO(dp::text_of(reason).word);
    CHECK(seen[static_cast<std::size_t>(reason)] > 0);
  }
}

TEST_CASE("the forward_request module edits packets to dests as the function does") {
  check_kernel<Vforward_request>("forward_request", k_forward_request, [](Random& random) {
    const dp::Parsed packet = random.parsed();
    return kernels::ForwardRequestIn{packet, random.conn_view(packet.key.family), random.tunnel(),
                                     random.next_hop()};
  });
}

TEST_CASE("the forward_reply module edits packets to clients as the function does") {
  check_kernel<Vforward_reply>("forward_reply", k_forward_reply, [](Random& random) {
    const dp::Parsed packet = random.parsed();
    return kernels::ForwardReplyIn{packet, random.conn_view(packet.key.family), random.next_hop()};
  });
}

TEST_CASE("the verdict module knows the verdict of every reason") {
  check_kernel<Vverdict>("verdict", k_verdict, [](Random& random) {
    return kernels::VerdictIn{static_cast<dp::Reason>(random.below(256))};
  });
}

}  // namespace nicvs::test
