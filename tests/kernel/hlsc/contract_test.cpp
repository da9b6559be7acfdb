// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/contract.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>

#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {
namespace {

class TableFile {
 public:
  explicit TableFile(const std::string& text) : path_(std::tmpnam(nullptr)) {
    std::ofstream(path_) << text;
  }
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;
  ~TableFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("a table of contracts has a kernel, its function and its latency in each line") {
  const TableFile file("# a comment\n\nparse k_parse 5  # why\nhash k_hash 12 900\n");
  const auto contracts = read_contracts(file.path());
  REQUIRE(contracts.size() == 2);
  CHECK(contracts[0].kernel == "parse");
  CHECK(contracts[0].function == "k_parse");
  CHECK(contracts[0].latency == 5);
  CHECK(contracts[0].budget == kInstructionBudget);
  CHECK(contracts[1].latency == 12);
  CHECK(contracts[1].budget == 900);
}

TEST_CASE("a line that is no contract is refused with its number") {
  for (const char* line : {"parse", "parse k_parse", "parse k_parse 0", "parse k_parse 65",
                           "parse k_parse five", "parse k_parse 5 many", "parse k_parse 5 900 x"}) {
    INFO(line);
    const TableFile file(std::string("# first\n") + line + "\n");
    CHECK_THROWS_WITH(read_contracts(file.path()),
                      Catch::Matchers::StartsWith(file.path() + ":2: expected a kernel"));
  }
}

TEST_CASE("a table that is not there is refused") {
  CHECK_THROWS_AS(read_contracts("/nowhere/contracts.txt"), Rejection);
}

}  // namespace nicvs::hlsc
