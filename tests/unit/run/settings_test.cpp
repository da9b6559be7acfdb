// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cerrno>

#include "host/run/director_files.hpp"

using nicvs::run::parse_settings_answer;

TEST_CASE("answers about settings are a value or an errno", "[run][settings]") {
  CHECK(*parse_settings_answer("ok 3 50") == "3 50");
  CHECK((*parse_settings_answer("ok ")).empty());
  const auto refused = parse_settings_answer("22 setting conntrack: a number from 0 to 1");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == EINVAL);
  CHECK(refused.error().text == " setting conntrack: a number from 0 to 1");
  for (const char* bad : {"", "ok", "OK 1", "-1 x", "0 x", "4096 x", "99999999999 x", "x"}) {
    INFO(bad);
    CHECK(parse_settings_answer(bad).error().code == EBADMSG);
  }
}
