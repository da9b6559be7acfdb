// SPDX-License-Identifier: Apache-2.0
// Answers against what is expected of them, while they arrive.
#include "host/health/match.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace {

using nicvs::config::Check;
using nicvs::config::ExpectKind;
using nicvs::health::compare;
using nicvs::health::Completeness;
using nicvs::health::excerpt;
using nicvs::health::Verdict;

Check expecting(const std::string& expect, ExpectKind kind) {
  Check check;
  check.expect = expect;
  check.expect_kind = kind;
  return check;
}

TEST_CASE("a prefix is decided by the first bytes", "[match]") {
  struct Row {
    std::string expect, answer;
    Verdict while_open, when_closed;
  };
  const std::string nul_answer("\0\xff", 2);
  const Row row = GENERATE_COPY(values<Row>({
      {"HTTP", "", Verdict::NeedsMore, Verdict::Differs},
      {"HTTP", "HT", Verdict::NeedsMore, Verdict::Differs},
      {"HTTP", "HTTP", Verdict::Matches, Verdict::Matches},
      {"HTTP", "HTTP/1.1 200 OK\r\n", Verdict::Matches, Verdict::Matches},
      {"HTTP", "http", Verdict::Differs, Verdict::Differs},
      {"HTTP", "X", Verdict::Differs, Verdict::Differs},
      {"HTTP", " HTTP", Verdict::Differs, Verdict::Differs},
      {"*", "", Verdict::NeedsMore, Verdict::Differs},
      {"*", "x", Verdict::Matches, Verdict::Matches},
      {"**", "x", Verdict::Differs, Verdict::Differs},
      {nul_answer, nul_answer, Verdict::Matches, Verdict::Matches},
  }));
  CAPTURE(row.expect, row.answer);
  const Check check = expecting(row.expect, ExpectKind::Prefix);
  CHECK(compare(check, row.answer, Completeness::MoreMayCome) == row.while_open);
  CHECK(compare(check, row.answer, Completeness::Complete) == row.when_closed);
}

TEST_CASE("an extended regular expression may match anywhere", "[match][regex]") {
  struct Row {
    const char* expect;
    std::string answer;
    Verdict while_open, when_closed;
  };
  const Row row = GENERATE(values<Row>({
      {"^HTTP/1\\.[01] [23]", "HTTP/1.1 200 OK", Verdict::Matches, Verdict::Matches},
      {"^HTTP/1\\.[01] [23]", "HTTP/1.1 503", Verdict::NeedsMore, Verdict::Differs},
      {"200|301", "HTTP/1.0 301", Verdict::Matches, Verdict::Matches},
      {"^Server", "HTTP/1.1 200 OK\r\nServer: x", Verdict::NeedsMore, Verdict::Differs},
      {"OK$", "200 OK\n", Verdict::NeedsMore, Verdict::Differs},
      {"1.*5", "1\n5", Verdict::Matches, Verdict::Matches},
      {"[[:digit:]]{3}", "a123", Verdict::Matches, Verdict::Matches},
      {"a.c",
       "a\xff"
       "c",
       Verdict::Matches, Verdict::Matches},
      {"*", "x", Verdict::Matches, Verdict::Matches},
      {"(", "(", Verdict::Differs, Verdict::Differs},
  }));
  CAPTURE(row.expect, row.answer);
  const Check check = expecting(row.expect, ExpectKind::Regex);
  CHECK(compare(check, row.answer, Completeness::MoreMayCome) == row.while_open);
  CHECK(compare(check, row.answer, Completeness::Complete) == row.when_closed);
}

TEST_CASE("only the first 254 bytes are searched", "[match][regex]") {
  const Check check = expecting("end", ExpectKind::Regex);
  CHECK(compare(check, std::string(251, '.') + "end", Completeness::MoreMayCome) ==
        Verdict::Matches);
  CHECK(compare(check, std::string(252, '.') + "end", Completeness::MoreMayCome) ==
        Verdict::Differs);
  CHECK(compare(check, std::string(253, '.'), Completeness::MoreMayCome) == Verdict::NeedsMore);
}

TEST_CASE("an excerpt is one printable line", "[match]") {
  CHECK(excerpt("") == "''");
  CHECK(excerpt("HTTP/1.0 500\r\n\t\x7f\xff") == "'HTTP/1.0 500\\r\\n\\x09\\x7f\\xff'");
  CHECK(excerpt(std::string(40, 'x')) == "'" + std::string(40, 'x') + "'");
  CHECK(excerpt(std::string(41, 'x')) == "'" + std::string(40, 'x') + "'...");
}

}  // namespace
