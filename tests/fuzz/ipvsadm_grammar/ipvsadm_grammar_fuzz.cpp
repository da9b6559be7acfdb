// SPDX-License-Identifier: Apache-2.0
// Any text as the input of a restore. It must end, and what it leaves in the table must be the same
// after save and restore.
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/run.hpp"
#include "host/ipvs/save.hpp"
#include "tests/unit/ipvs/memory_plane.hpp"

using namespace nicvs;

namespace {

// Knows no names, so that nothing depends on the machine's files or asks the network.
class NoNames : public ipvs::Resolver {
 public:
  std::optional<IpAddress> address_of(const std::string&) const override { return std::nullopt; }
  std::optional<std::uint16_t> port_of(const std::string&, Protocol) const override {
    return std::nullopt;
  }
  std::optional<std::string> host_name(const IpAddress&) const override { return std::nullopt; }
  std::optional<std::string> service_name(std::uint16_t, Protocol) const override {
    return std::nullopt;
  }
};

std::string restore(DataPlane& plane, const std::string& rules) {
  ipvs::DataPlaneTarget target(plane);
  std::istringstream in(rules);
  std::ostringstream out;
  std::ostringstream err;
  const std::vector<std::string> words = {"nicvsadm", "-R"};
  ipvs::run_words(words, target, {in, out, err}, NoNames());
  return err.str();
}

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::MemoryPlane plane;
  restore(plane, std::string(reinterpret_cast<const char*>(data), size));
  const std::string saved = ipvs::rules_text(plane);
  test::MemoryPlane again;
  const std::string errors = restore(again, saved);
  require(errors.empty(), "refused its own rules: " + errors + saved);
  require(again.services().size() == plane.services().size(), "lost services of: " + saved);
  for (const ServiceInfo& service : plane.services()) {
    const auto dests = again.dests(service.spec.key);
    require(dests && dests->size() == plane.dests(service.spec.key)->size(),
            "lost dests of: " + saved);
  }
  return 0;
}
