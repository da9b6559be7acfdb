// SPDX-License-Identifier: Apache-2.0
// The keys of the blocks of lvs.cf: what each may hold, and where it goes.
#pragma once

#include <string_view>
#include <vector>

#include "host/config/blocks.hpp"
#include "host/config/tokens.hpp"
#include "nicvs/result.hpp"

namespace nicvs::config {

// Sets the key of a block from the words behind `=`. ENOENT: no such key in this kind of block;
// EINVAL: a wrong value. The text is piranha's, with what was expected.
Status set_key(GlobalBlock& block, std::string_view key, const std::vector<Token>& values);
Status set_key(VirtualBlock& block, std::string_view key, const std::vector<Token>& values);
Status set_key(ServerBlock& block, std::string_view key, const std::vector<Token>& values);

}  // namespace nicvs::config
