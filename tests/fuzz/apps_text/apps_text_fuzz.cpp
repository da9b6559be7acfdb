// SPDX-License-Identifier: Apache-2.0
// Any payload into the parsers of FTP and SIP: what they find lies inside of it, and a reply that
// was rewritten is understood again as what was written.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "fallback/apps/ftp_text.hpp"
#include "fallback/apps/sip_call_id.hpp"

namespace nicvs::soft {
namespace {

void must(bool holds, const char* sentence) {
  if (holds) return;
  std::cerr << "broken: " << sentence << '\n';
  std::abort();
}

void check_reply(FtpWord word, FtpMode mode, Payload payload, const FtpEndpoint& found) {
  const dp::Address vip = dp::ipv4_address(0x0a0000ff);
  const std::string text = ftp_reply_text(mode, vip, found.port);
  std::vector<std::uint8_t> rewritten(payload.begin(),
                                      payload.begin() + static_cast<std::ptrdiff_t>(found.begin));
  rewritten.insert(rewritten.end(), text.begin(), text.end());
  rewritten.insert(rewritten.end(), payload.begin() + static_cast<std::ptrdiff_t>(found.end),
                   payload.end());
  const auto again = parse_ftp_endpoint(word, rewritten, dp::Family::Ipv4);
  must(again.has_value(), "a rewritten reply is a reply");
  must(again->port == found.port, "it has the port");
  must(mode != FtpMode::Passive || again->address == vip, "and the address");
}

void check(Payload payload) {
  for (const dp::Family family : {dp::Family::Ipv4, dp::Family::Ipv6}) {
    (void)find_passive_request(payload, family);
    for (const FtpWord word :
         {FtpWord::Port, FtpWord::Eprt, FtpWord::Reply227, FtpWord::Reply229}) {
      const auto found = parse_ftp_endpoint(word, payload, family);
      if (!found) continue;
      must(found->begin < found->end && found->end <= payload.size(), "an endpoint has a place");
      must(found->address || word == FtpWord::Reply229, "only 229 has no address");
      if (word == FtpWord::Reply227) check_reply(word, FtpMode::Passive, payload, *found);
      if (word == FtpWord::Reply229) check_reply(word, FtpMode::ExtendedPassive, payload, *found);
    }
  }
  const auto call = find_call_id(payload);
  if (!call) return;
  must(!call->empty() && call->size() <= kMaxEngineData, "a Call-ID has 1 to 255 bytes");
  must(call->data() > payload.data() &&
           call->data() + call->size() < payload.data() + payload.size(),
       "and lies inside of the message");
}

}  // namespace
}  // namespace nicvs::soft

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of exactly this size, so that a sanitizer sees every byte read behind it.
  const std::vector<std::uint8_t> payload(data, data + size);
  nicvs::soft::check(payload);
  return 0;
}
