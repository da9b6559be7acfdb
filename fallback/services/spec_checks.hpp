// SPDX-License-Identifier: Apache-2.0
// What the kernel demands of a service or dest before it looks at the table, in its order.
#pragma once

#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

// The key with its unused part zero, as the table stores it. EAFNOSUPPORT for an unknown family,
// EINVAL for an address of another family or a protocol that cannot be balanced.
Result<ServiceKey> normalised(const ServiceKey& key);

// ENOENT for an unknown persistence engine, EINVAL for a bad IPv6 persistence mask.
Status check_service(const ServiceSpec& spec);

// EAFNOSUPPORT; EINVAL for another family than the service's unless tunnelled, or an unknown method
// or tunnel type; ERANGE for weight and thresholds; EINVAL for thresholds above INT_MAX and for GUE
// without a port.
Status check_dest(const ServiceKey& service, const DestSpec& spec);

// EINVAL unless the address is unicast. Only for dests that are new.
Status check_unicast(const ServiceKey& service, const DestKey& dest);

}  // namespace nicvs::soft
