// SPDX-License-Identifier: Apache-2.0
// A director in memory whose established conns are on an accelerator.
#pragma once

#include <algorithm>
#include <vector>

#include "fallback/accel/native_accelerator.hpp"
#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {

class AcceleratedLab : public Lab {
 public:
  explicit AcceleratedLab(const soft::EngineOptions& options, std::size_t conns = 1024)
      : Lab(options), accelerator_(soft::NativeAccelerator::create(conns, {3, 4})) {
    accept(engine().set_accelerator(accelerator_.get()));
  }
  ~AcceleratedLab() { lose(); }
  AcceleratedLab(const AcceleratedLab&) = delete;
  AcceleratedLab& operator=(const AcceleratedLab&) = delete;

  // As Lab::send(), by the accelerator if it takes the frame.
  soft::Decision pass(std::string_view text, PortId port = kClientPort) {
    const replay::Bytes bytes = arriving(text, port);
    buffer_.assign(kHeadroom + bytes.size(), 0);
    std::copy(bytes.begin(), bytes.end(), buffer_.begin() + kHeadroom);
    soft::Frame frame{.data = buffer_.data() + kHeadroom,
                      .length = static_cast<std::uint32_t>(bytes.size()),
                      .headroom = kHeadroom,
                      .port = port};
    const bool is_own = bytes[0] == 2 && bytes[5] == (port == kClientPort ? 1 : 2);
    if (is_lost_ || !is_own || !accelerator_->take(frame, now)) return send_bytes(bytes, port);
    last = frame;
    originated.clear();
    return {dp::Verdict::Forward, dp::Reason::None};
  }

  std::uint64_t taken() const { return accelerator_->frames_taken(); }
  std::size_t installed() const { return accelerator_->size(); }

  void lose() {
    if (is_lost_) return;
    accept(engine().set_accelerator(nullptr));
    is_lost_ = true;
  }

 private:
  static constexpr std::uint32_t kHeadroom = 128;

  std::unique_ptr<soft::NativeAccelerator> accelerator_;
  std::vector<std::uint8_t> buffer_;
  bool is_lost_ = false;
};

}  // namespace nicvs::test
