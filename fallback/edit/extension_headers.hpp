// SPDX-License-Identifier: Apache-2.0
// Walks IPv6 extension headers to the transport header (RFC 8200, section 4), which the parse
// kernel leaves to software.
//
//   dp::Parsed p = dp::parse(window);
//   if (p.reason == dp::Reason::ExtensionHeader) p = walk_extension_headers(window, p);
#pragma once

#include "fallback/edit/frame_window.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

// p.reason is ExtensionHeader. The result has the transport's protocol, offset and fields, and
// reason None; or, as the kernel walks them: Fragment for fragments (with Parsed::fragment; the
// offset is that behind the fragment header, of an atomic fragment that of the transport),
// ExtensionHeader for "no next header", Truncated when the chain leaves the packet, UnknownProtocol
// for what is not balanced. Hop-by-hop, routing, destination options and authentication headers are
// walked over, in any order. At most 4 KiB of headers.
dp::Parsed walk_extension_headers(const FrameWindow& window, const dp::Parsed& p);

}  // namespace nicvs::soft
