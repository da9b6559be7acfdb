// SPDX-License-Identifier: Apache-2.0
// Runs a kernel's generated module in Verilator beside the native function and compares every bit.
//
//   check_kernel<Vconn_track>("conn_track", k_conn_track, [](Random& random) { ... });
//
// The pipeline is fed in every cycle but for random bubbles; each result has to come in exactly the
// cycle that hls/kernels/contracts.txt promises. NICVS_KERNEL_VECTORS and NICVS_SEED change the
// number of inputs (100,000) and the seed.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/kernel/rtl/random.hpp"

namespace nicvs::test {

// The latency of a kernel in the table of contracts.
unsigned latency_of(const std::string& kernel);

std::uint64_t vectors_wanted();
std::uint64_t seed_wanted();

using Image = std::vector<std::uint8_t>;

template <class T>
Image image_of(const T& value) {
  Image image(sizeof value);
  std::memcpy(image.data(), &value, sizeof value);
  return image;
}

std::string hex(const Image& image);

template <class Model, class In, class Out>
class KernelBench {
 public:
  using Native = void (*)(const In&, Out&);

  KernelBench(Native native, unsigned latency) : native_(native), expected_(latency) {
    model_.rst_ni = 0;
    model_.valid_i = 1;  // must not get through
    for (unsigned i = 0; i < latency + 2; ++i) {
      clock();
    }
    model_.rst_ni = 1;
  }

  // One cycle; `in` is null for a bubble. False if the result of `latency` cycles ago is wrong.
  bool cycle(const In* in) {
    std::optional<Vector>& slot = expected_[cycles_++ % expected_.size()];
    slot.reset();
    model_.valid_i = in != nullptr ? 1 : 0;
    if (in != nullptr) {
      std::memcpy(&model_.in_i, in, sizeof *in);
      Out out{};
      native_(*in, out);
      slot.emplace(Vector{image_of(*in), image_of(out)});
    }
    clock();
    return is_right(expected_[cycles_ % expected_.size()]);
  }

  const std::string& problem() const { return problem_; }
  std::uint64_t compared() const { return compared_; }

 private:
  struct Vector {
    Image in;
    Image out;
  };

  void clock() {
    model_.clk_i = 0;
    model_.eval();
    model_.clk_i = 1;
    model_.eval();
  }

  bool is_right(const std::optional<Vector>& expected) {
    if ((model_.valid_o != 0) != expected.has_value()) {
      problem_ = model_.valid_o != 0 ? "a result that nobody asked for" : "no result in its cycle";
      return false;
    }
    if (!expected) {
      return true;
    }
    ++compared_;
    Image out(sizeof(Out));
    Image used(sizeof(Out));
    std::memcpy(out.data(), &model_.out_o, out.size());
    std::memcpy(used.data(), &model_.used_o, used.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (out[i] != (expected->out[i] & used[i])) {
        problem_ = "byte " + std::to_string(i) + " of the output for input " + hex(expected->in) +
                   ": expected " + hex(expected->out) + ", module has " + hex(out);
        return false;
      }
    }
    return true;
  }

  Model model_;
  Native native_;
  std::vector<std::optional<Vector>> expected_;  // by cycle modulo latency
  std::uint64_t cycles_ = 0;
  std::uint64_t compared_ = 0;
  std::string problem_;
};

template <class Model, class In, class Out, class Generate>
void check_kernel(const std::string& kernel, void (*native)(const In&, Out&), Generate generate) {
  const std::uint64_t seed = seed_wanted();
  INFO("kernel " << kernel << ", seed " << seed);
  Random random(seed);
  const auto bench = std::make_unique<KernelBench<Model, In, Out>>(native, latency_of(kernel));
  const std::uint64_t wanted = vectors_wanted() + latency_of(kernel);
  for (std::uint64_t i = 0; i < wanted; ++i) {
    const bool is_bubble = random.below(16) == 0;
    const In in = generate(random);
    if (!bench->cycle(is_bubble ? nullptr : &in)) {
      FAIL("cycle " << i << ": " << bench->problem());
    }
  }
  REQUIRE(bench->compared() > vectors_wanted() / 2);  // bubbles and the pipeline's filling apart
}

}  // namespace nicvs::test
