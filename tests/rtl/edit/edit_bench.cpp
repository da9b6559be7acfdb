// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/edit/edit_bench.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

#include "fallback/edit/apply.hpp"
#include "tests/kernel/support/buffer.hpp"
#include "tests/rtl/edit/edit_list_bits.hpp"

namespace nicvs::test {
namespace {

constexpr std::size_t kBeat = 64;
constexpr std::size_t kShortestFrame = 60;

bool is_for_card(const dp::EditList& list) {
  return list.family == dp::Family::Ipv4 && list.fixup == dp::Fixup::None &&
         (list.outer.kind == dp::Outer::None ||
          (list.outer.kind == dp::Outer::Ipv4 && list.outer.type == dp::TunnelType::IpIp));
}

// As software edits it, padded as Ethernet wants it.
Bytes edited_frame(const Bytes& frame, const dp::EditList& list) {
  Buffer buffer(frame);
  REQUIRE(soft::apply(list, buffer.frame()));
  Bytes bytes = buffer.bytes();
  bytes.resize(std::max(bytes.size(), kShortestFrame), 0);
  return bytes;
}

}  // namespace

void EditBench::receive(const Bytes& frame, const Decision& decision, Receive how) {
  arrived_.push_back({frame, decision, how});
  for (std::size_t at = 0; at < frame.size(); at += kBeat) {
    while (in_percent(random_, bubbles)) idle(1);
    const std::size_t length = std::min(kBeat, frame.size() - at);
    Bytes beat(kBeat, static_cast<std::uint8_t>(random_()));  // null bytes have any value
    std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), length, beat.begin());
    std::memcpy(&dut_->rx_data_i, beat.data(), kBeat);
    dut_->rx_length_i = static_cast<std::uint8_t>(length);
    dut_->rx_last_i = at + length == frame.size() ? 1 : 0;
    dut_->rx_error_i = how == Receive::Damaged && dut_->rx_last_i != 0 ? 1 : 0;
    dut_->rx_valid_i = 1;
    step();
  }
  dut_->rx_valid_i = 0;
}

void EditBench::idle(unsigned cycles) {
  dut_->rx_valid_i = 0;
  for (unsigned i = 0; i < cycles; ++i) step();
}

void EditBench::drain() {
  for (unsigned i = 0; i < 20000 && !(arrived_.empty() && expected_.empty() && undecided_.empty());
       ++i) {
    idle(1);
  }
  idle(20);
  REQUIRE(arrived_.empty());
  REQUIRE(undecided_.empty());
  REQUIRE(expected_.empty());
  REQUIRE(partial_.empty());
}

void EditBench::step() {
  offer_list();
  dut_.clock();
  check_packed();
  settle_fate();
  take();
}

void EditBench::settle_fate() {
  if (dut_->window_valid_o == 0 && dut_->dropped_o == 0 && dut_->dropped_full_o == 0) return;
  REQUIRE_FALSE(arrived_.empty());
  const Arrived fate = arrived_.front();
  arrived_.pop_front();
  REQUIRE((dut_->dropped_o != 0) == (fate.how == Receive::Damaged));
  dropped += dut_->dropped_o;
  dropped_full += dut_->dropped_full_o;
  if (dut_->window_valid_o == 0) return;
  ++kept;
  Bytes window(130);
  std::memcpy(window.data(), &dut_->window_o, window.size());
  const std::size_t seen = std::min<std::size_t>(fate.frame.size(), 128);
  REQUIRE((window[0] | window[1] << 8) == static_cast<int>(fate.frame.size()));
  REQUIRE(std::equal(fate.frame.begin(), fate.frame.begin() + static_cast<std::ptrdiff_t>(seen),
                     window.begin() + 2));
  undecided_.push_back(fate);
}

void EditBench::offer_list() {
  dut_->list_valid_i = 0;
  if (undecided_.empty() || in_percent(random_, slow_lists)) return;
  const Arrived next = undecided_.front();
  undecided_.pop_front();
  const dp::EditList list = next.decision.edits.value_or(dp::EditList{});
  BitWriter bits(&dut_->list_i[0]);
  put_edit_list(bits, list);
  REQUIRE(bits.width() == kEditListBits);
  dut_->list_valid_i = 1;
  dut_->is_raw_i = next.decision.edits ? 0 : 1;
  dut_->frame_length_i = static_cast<std::uint16_t>(next.frame.size());
  dut_->tag_i = tag_;
  const bool is_edited = next.decision.edits && is_for_card(list);
  edited += is_edited ? 1 : 0;
  refused += next.decision.edits && !is_edited ? 1 : 0;
  raw_.push_back(!is_edited);
  expected_.push_back({is_edited ? edited_frame(next.frame, list) : next.frame, tag_++});
}

void EditBench::check_packed() {
  if (dut_->packed_o == 0) return;
  REQUIRE_FALSE(raw_.empty());
  REQUIRE((dut_->is_raw_o != 0) == raw_.front());
  raw_.pop_front();
}

void EditBench::take() {
  if (dut_->tx_valid_o == 0) return;
  REQUIRE_FALSE(expected_.empty());
  REQUIRE(dut_->tx_tag_o == expected_.front().tag);
  Bytes beat(kBeat);
  std::memcpy(beat.data(), &dut_->tx_data_o, kBeat);
  REQUIRE((dut_->tx_last_o != 0 || dut_->tx_length_o == kBeat));
  REQUIRE(dut_->tx_length_o >= 1);
  REQUIRE(dut_->tx_length_o <= kBeat);
  partial_.insert(partial_.end(), beat.begin(), beat.begin() + dut_->tx_length_o);
  if (dut_->tx_last_o == 0) return;
  if (partial_ != expected_.front().frame) {
    FAIL("left " << to_hex(partial_) << ", expected " << to_hex(expected_.front().frame));
  }
  expected_.pop_front();
  partial_.clear();
  ++sent;
}

}  // namespace nicvs::test
