// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/wire_reference.hpp"

#include <catch2/catch.hpp>
#include <string_view>
#include <vector>

using namespace nicvs::replay;

TEST_CASE("the internet checksum of RFC 1071's example", "[wire_reference]") {
  // RFC 1071 section 3: the sum of these bytes is ddf2.
  const std::vector<std::uint8_t> bytes = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  CHECK(internet_checksum(bytes) == static_cast<std::uint16_t>(~0xddf2U));
  const std::vector<std::uint8_t> odd = {0x00, 0x01, 0xf2};
  CHECK(internet_checksum(odd) == static_cast<std::uint16_t>(~0xf201U));
}

TEST_CASE("CRC-32C gives the published check value", "[wire_reference]") {
  constexpr std::string_view kDigits = "123456789";
  const std::vector<std::uint8_t> bytes(kDigits.begin(), kDigits.end());
  CHECK(crc32c(bytes) == 0xe3069283);
  // RFC 3720 B.4: 32 bytes of zeros.
  CHECK(crc32c(std::vector<std::uint8_t>(32)) == 0x8a9136aa);
}
