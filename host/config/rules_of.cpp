// SPDX-License-Identifier: Apache-2.0
#include "host/config/rules_of.hpp"

#include "host/ipvs/save.hpp"

namespace nicvs::config {

std::string rules_text_of(const Desired& desired) {
  std::string text;
  for (const VirtualService& service : desired.services) {
    text += ipvs::service_rule(service.spec, nullptr);
    for (const Server& server : service.servers) {
      text += ipvs::dest_rule(service.spec.key, server.dest, nullptr);
    }
  }
  return text;
}

}  // namespace nicvs::config
