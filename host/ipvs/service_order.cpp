// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/service_order.hpp"

#include <cstdint>
#include <iterator>
#include <utility>

namespace nicvs::ipvs {
namespace {

std::int32_t difference(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}

std::int32_t compare(Family a, Family b) {
  return difference(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b));
}

// As many words as the first one's family has; what they mean is not looked at.
std::int32_t compare(const IpAddress& a, const IpAddress& b) {
  const std::size_t words = a.family == Family::Ipv4 ? 1 : a.value.word.size();
  for (std::size_t i = 0; i < words; ++i) {
    const std::int32_t result = difference(a.value.word[i], b.value.word[i]);
    if (result != 0) return result;
  }
  return 0;
}

std::int32_t compare(const ServiceInfo& left, const ServiceInfo& right) {
  const ServiceKey& a = left.spec.key;
  const ServiceKey& b = right.spec.key;
  if (const auto result = difference(a.fwmark, b.fwmark)) return result;
  if (const auto result = compare(a.family, b.family)) return result;
  const auto protocol_a = static_cast<std::uint32_t>(a.protocol);
  const auto protocol_b = static_cast<std::uint32_t>(b.protocol);
  if (const auto result = difference(protocol_a, protocol_b)) return result;
  if (const auto result = compare(a.address, b.address)) return result;
  return difference(a.port, b.port);
}

std::int32_t compare(const DestInfo& left, const DestInfo& right) {
  const DestKey& a = left.spec.key;
  const DestKey& b = right.spec.key;
  if (const auto result = compare(a.address, b.address)) return result;
  return difference(a.port, b.port);
}

// A difference that wraps is no strict order, so std::sort may not be used with it. This merge sort
// splits and merges like the C library's qsort and so gives ipvsadm's order in every case.
template <class Item>
void merge_sort(std::vector<Item>& items) {
  if (items.size() < 2) return;
  const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
  std::vector<Item> left(std::make_move_iterator(items.begin()), std::make_move_iterator(middle));
  std::vector<Item> right(std::make_move_iterator(middle), std::make_move_iterator(items.end()));
  merge_sort(left);
  merge_sort(right);
  auto l = left.begin();
  auto r = right.begin();
  for (Item& item : items) {
    const bool is_left = r == right.end() || (l != left.end() && compare(*l, *r) <= 0);
    item = std::move(is_left ? *l++ : *r++);
  }
}

}  // namespace

void sort_services(std::vector<ServiceInfo>& services) { merge_sort(services); }

void sort_dests(std::vector<DestInfo>& dests) { merge_sort(dests); }

}  // namespace nicvs::ipvs
