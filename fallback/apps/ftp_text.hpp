// SPDX-License-Identifier: Apache-2.0
// The words of an FTP control conn that announce data conns (RFC 959 4.1.2, RFC 2428).
//
//   if (auto at = parse_ftp_endpoint(FtpWord::Port, payload, Family::Ipv4)) ... at->port ...
//
// They are understood exactly as the kernel's ip_vs_ftp does, its tolerance included: a word must
// begin its segment, its case does not matter, and numbers of PORT and 227 count modulo 256.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "nicvs/dp/types.hpp"

namespace nicvs::soft {

using Payload = std::span<const std::uint8_t>;

// How the client of a control conn last asked for its data conns.
enum class FtpMode : std::uint8_t { Active, Passive, ExtendedPassive };

// What a segment from the client says about passive mode. Refused: it asks for an address family
// that the conn does not have, and nothing else in the segment counts.
enum class PassiveRequest : std::uint8_t { None, Passive, ExtendedPassive, Refused };

// Looks for PASV and EPSV anywhere in the segment; the first one counts.
PassiveRequest find_passive_request(Payload payload, dp::Family family);

enum class FtpWord : std::uint8_t { Port, Eprt, Reply227, Reply229 };

struct FtpEndpoint {
  std::optional<dp::Address> address;  // a 229 reply usually has none
  std::uint16_t port = 0;
  // Where address and port stand in the payload, delimiters of RFC 2428 included.
  std::size_t begin = 0;
  std::size_t end = 0;
};

// nullopt unless the payload begins with the word and holds a whole endpoint and the character
// behind it. PORT and 227 are of IPv4 whatever `family` says.
std::optional<FtpEndpoint> parse_ftp_endpoint(FtpWord word, Payload payload, dp::Family family);

// The text that takes the place of [begin, end) in a 227 or 229 reply.
std::string ftp_reply_text(FtpMode mode, const dp::Address& address, std::uint16_t port);

}  // namespace nicvs::soft
