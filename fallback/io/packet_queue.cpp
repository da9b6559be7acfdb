// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/packet_queue.hpp"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "fallback/io/checksum_offload.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kFrameRoom = FramePool::kFrameSize - FramePool::kHeadroom;
constexpr std::uint32_t kLargePacket = 1 << 16;
// A packet of 64 KiB in segments of 1 KiB; smaller ones only as far as there is room.
constexpr std::size_t kSegmentsPerPacket = 64;
constexpr std::uint32_t kMacs = 12, kVlanTag = 4;

template <class T>
bool set_option(int socket, int level, int name, const T& value) {
  return setsockopt(socket, level, name, &value, sizeof value) == 0;
}

Error socket_error(const char* what) {
  return {errno, std::string("AF_PACKET socket: ") + what + ": " + std::strerror(errno)};
}

Status set_up(int socket, PortId port, const PacketQueue::Options& options) {
  const int on = 1;
  const int receive_buffer = 32 << 20;
  set_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer);
  if (!set_option(socket, SOL_SOCKET, SO_ATTACH_BPF, options.filter_fd)) {
    return socket_error("attaching the BPF filter");
  }
  if (!set_option(socket, SOL_PACKET, PACKET_VNET_HDR, on)) return socket_error("PACKET_VNET_HDR");
  if (!set_option(socket, SOL_PACKET, PACKET_AUXDATA, on)) return socket_error("PACKET_AUXDATA");
  set_option(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, on);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(port);
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return socket_error("binding to the port");
  }
  if (options.workers > 1) {
    const std::uint32_t fanout = options.fanout_id | static_cast<std::uint32_t>(PACKET_FANOUT_HASH)
                                                         << 16;
    if (!set_option(socket, SOL_PACKET, PACKET_FANOUT, fanout))
      return socket_error("PACKET_FANOUT");
  }
  return {};
}

// The VLAN tag that the kernel took off the frame, if any.
const tpacket_auxdata* vlan_of(msghdr& message) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA) continue;
    const auto* data = reinterpret_cast<const tpacket_auxdata*>(CMSG_DATA(c));
    return (data->tp_status & TP_STATUS_VLAN_VALID) != 0 ? data : nullptr;
  }
  return nullptr;
}

void insert_vlan(Frame& frame, const tpacket_auxdata& vlan) {
  frame.data -= kVlanTag;
  frame.headroom -= kVlanTag;
  frame.length += kVlanTag;
  std::memmove(frame.data, frame.data + kVlanTag, kMacs);
  const std::uint16_t protocol =
      (vlan.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0 ? vlan.tp_vlan_tpid : 0x8100;
  const std::uint8_t tag[kVlanTag] = {static_cast<std::uint8_t>(protocol >> 8),
                                      static_cast<std::uint8_t>(protocol),
                                      static_cast<std::uint8_t>(vlan.tp_vlan_tci >> 8),
                                      static_cast<std::uint8_t>(vlan.tp_vlan_tci)};
  std::memcpy(frame.data + kMacs, tag, kVlanTag);
}

}  // namespace

struct PacketQueue::Slot {
  OffloadHeader work{};
  Frame frame;  // without a buffer between accept() and prepare()
  bool has_frame = false;
  std::array<iovec, 3> bytes{};
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(tpacket_auxdata))> control{};
  // Room for the beginning of a large packet, then what did not fit into the frame.
  std::vector<std::uint8_t> large = std::vector<std::uint8_t>(kFrameRoom + kLargePacket);
};

Result<std::unique_ptr<PacketQueue>> PacketQueue::open(const QueueContext& context,
                                                       const Options& options) {
  FileDescriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return socket_error("opening it");
  if (Status status = set_up(socket.get(), context.port, options); !status) return status.error();
  auto sender = PacketSender::open(context);
  if (!sender) return sender.error();
  return std::unique_ptr<PacketQueue>(
      new PacketQueue(context, std::move(socket), *std::move(sender)));
}

PacketQueue::PacketQueue(const QueueContext& context, FileDescriptor socket,
                         std::unique_ptr<PacketSender> sender)
    : PortQueue(context),
      socket_(std::move(socket)),
      sender_(std::move(sender)),
      slots_(kSlots),
      messages_(kSlots) {
  ready_.reserve(std::size_t{kSlots} * kSegmentsPerPacket);
}

PacketQueue::~PacketQueue() = default;

void PacketQueue::start() {
  for (Slot& slot : slots_) prepare(slot);
}

void PacketQueue::prepare(Slot& slot) {
  if (!slot.has_frame) {
    slot.has_frame = context_.pool.take(slot.frame);
    if (slot.has_frame) context_.pool.lend(slot.frame.cookie, context_.borrower);
  }
  mmsghdr& message = messages_[static_cast<std::size_t>(&slot - slots_.data())];
  slot.bytes[0] = {&slot.work, sizeof slot.work};
  slot.bytes[1] = {slot.frame.data, kFrameRoom};
  slot.bytes[2] = {slot.large.data() + kFrameRoom, kLargePacket};
  message = {};
  message.msg_hdr.msg_iov = slot.bytes.data();
  message.msg_hdr.msg_iovlen = slot.bytes.size();
  message.msg_hdr.msg_control = slot.control.data();
  message.msg_hdr.msg_controllen = slot.control.size();
}

unsigned PacketQueue::receive(std::span<Frame> frames) {
  if (next_ < ready_.size()) return hand_out(frames);
  ready_.clear();
  next_ = 0;
  unsigned usable = 0;
  while (usable < slots_.size() && usable < frames.size() && slots_[usable].has_frame) ++usable;
  const int count = recvmmsg(socket_.get(), messages_.data(), usable, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    Slot& slot = slots_[static_cast<std::size_t>(i)];
    accept(slot, messages_[static_cast<std::size_t>(i)].msg_len);
  }
  for (Slot& slot : slots_) {
    if (!slot.has_frame || &slot - slots_.data() < count) prepare(slot);
  }
  return hand_out(frames);
}

void PacketQueue::accept(Slot& slot, std::uint32_t length) {
  const std::size_t index = static_cast<std::size_t>(&slot - slots_.data());
  const bool is_cut = (messages_[index].msg_hdr.msg_flags & MSG_TRUNC) != 0;
  if (is_cut || length < sizeof slot.work) {
    context_.lost.add(dp::Reason::Oversized, 1);
    return;
  }
  length -= static_cast<std::uint32_t>(sizeof slot.work);
  slot.work.gso_type == OffloadHeader::kNone ? accept_whole(slot, length)
                                             : accept_segments(slot, length);
}

void PacketQueue::accept_whole(Slot& slot, std::uint32_t length) {
  if (length > kFrameRoom || !finish_checksum({slot.frame.data, length}, slot.work)) {
    context_.lost.add(dp::Reason::Oversized, 1);
    return;
  }
  const std::size_t index = static_cast<std::size_t>(&slot - slots_.data());
  Frame frame =
      context_.pool.frame_at(slot.frame.cookie + FramePool::kHeadroom, length, context_.port);
  if (const auto* vlan = vlan_of(messages_[index].msg_hdr)) insert_vlan(frame, *vlan);
  slot.has_frame = false;
  ready_.push_back(frame);
}

void PacketQueue::accept_segments(Slot& slot, std::uint32_t length) {
  const std::size_t index = static_cast<std::size_t>(&slot - slots_.data());
  const auto* vlan = vlan_of(messages_[index].msg_hdr);
  // The part that went into the frame moves in front of the rest.
  const std::uint32_t in_frame = std::min(length, kFrameRoom);
  std::uint8_t* first = slot.large.data() + kFrameRoom - in_frame;
  std::memcpy(first, slot.frame.data, in_frame);
  const std::span<const std::uint8_t> packet(first, length);
  auto segmenter = Segmenter::create(packet, slot.work);
  const std::size_t room =
      std::min<std::size_t>(context_.pool.available(), ready_.capacity() - ready_.size());
  if (!segmenter || segmenter->segment_count() > room) {
    context_.lost.add(dp::Reason::Oversized, 1);
    return;
  }
  Frame frame;
  while (context_.pool.take(frame)) {
    frame.length = segmenter->next({frame.data, frame.tailroom});
    if (frame.length == 0) {
      context_.pool.give(frame);
      return;
    }
    frame.tailroom -= frame.length;
    frame.port = context_.port;
    if (vlan != nullptr) insert_vlan(frame, *vlan);
    context_.pool.lend(frame.cookie, context_.borrower);
    ready_.push_back(frame);
  }
}

unsigned PacketQueue::hand_out(std::span<Frame> frames) {
  const std::size_t count = std::min(frames.size(), ready_.size() - next_);
  std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(next_), count, frames.begin());
  for (const Frame& frame : frames.first(count)) context_.pool.take_back(frame.cookie);
  next_ += count;
  return static_cast<unsigned>(count);
}

void PacketQueue::collect_losses() {
  tpacket_stats now{};  // reading resets them
  socklen_t size = sizeof now;
  if (getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &now, &size) != 0) return;
  context_.lost.add(dp::Reason::RxRingFull, now.tp_drops);
}

}  // namespace nicvs::soft
