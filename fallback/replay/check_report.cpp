// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/check_report.hpp"

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "fallback/replay/frame_diff.hpp"
#include "fallback/replay/words.hpp"

namespace nicvs::replay {
namespace {

bool is_header(const std::string& row) {
  return row.starts_with("IP Virtual Server") || row.starts_with("Prot LocalAddress") ||
         row.starts_with("-> RemoteAddress");
}

// The rows of a listing without its headers, whose size= depends on the engine.
std::vector<std::string> rows_of(const std::string& text) {
  std::vector<std::string> rows;
  std::istringstream stream(text);
  std::string line;
  while (std::getline(stream, line)) {
    std::string row = with_single_blanks(line);
    if (!row.empty() && !is_header(row)) rows.push_back(std::move(row));
  }
  return rows;
}

// Expected left, got right, rows of which only one side has something marked with '*'.
std::string rows_side_by_side(const std::vector<std::string>& expected,
                              const std::vector<std::string>& got) {
  std::size_t width = 8;
  for (const std::string& row : expected) width = std::max(width, row.size());
  std::string text = "    expected" + std::string(width - 8 + 3, ' ') + "got\n";
  for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
    const std::string left = i < expected.size() ? expected[i] : "-";
    const std::string right = i < got.size() ? got[i] : "-";
    text.append("  ").append(left == right ? "  " : "* ").append(left);
    text.append(width > left.size() ? width - left.size() + 3 : 3, ' ').append(right).append("\n");
  }
  return text;
}

Result<Layers> layers_of(const std::string& text, const MacRules& macs) {
  if (const auto frame = parse_hex(text)) return to_layers(*frame);
  return expected_layers(text, macs);
}

}  // namespace

void CheckReport::fail(unsigned line, const std::string& what) {
  ++failures_;
  out_ << name_ << ":" << line << ": " << what;
}

void CheckReport::event(const Event& event) {
  if (event.kind == Event::Kind::Command) return;
  if (event.kind == Event::Kind::Conns || event.kind == Event::Kind::List) {
    listing_ = event;
    return;
  }
  check_all_taken();
  frames_ = event;
  taken_ = 0;
  is_expected_ = false;
}

void CheckReport::check_all_taken() {
  if (!is_expected_) return;
  for (; taken_ < frames_.out.size(); ++taken_) {
    const OutFrame& frame = frames_.out[taken_];
    fail(frames_.line, "a frame left that no line expects\n  on " + frame.port + ": " +
                           to_text(to_layers(frame.frame)) + "\n");
  }
}

Status CheckReport::expect(const Expectation& expectation, const Director& director) {
  ++checks_;
  if (expectation.command == "expect") return expect_frame(expectation, director);
  const auto kind = expectation.command == "expect-conns" ? Event::Kind::Conns : Event::Kind::List;
  if (listing_.line == 0 || listing_.kind != kind) {
    return Error{EINVAL, std::string("expected '") +
                             (kind == Event::Kind::Conns ? "conns" : "list") +
                             "' before this line"};
  }
  expect_rows(expectation, listing_);
  return {};
}

void CheckReport::expect_rows(const Expectation& expectation, const Event& listing) {
  std::vector<std::string> expected = expectation.block;
  std::erase_if(expected, is_header);
  if (listing.kind == Event::Kind::Conns) std::sort(expected.begin(), expected.end());
  std::vector<std::string> got = rows_of(listing.result.text);
  if (listing.kind == Event::Kind::Conns) std::sort(got.begin(), got.end());
  if (expected == got) return;
  fail(expectation.line, "the listing of line " + std::to_string(listing.line) + " differs\n" +
                             rows_side_by_side(expected, got));
}

Status CheckReport::expect_frame(const Expectation& expectation, const Director& director) {
  if (frames_.line == 0) return Error{EINVAL, "expected 'tx', 'send' or 'adv' before this line"};
  is_expected_ = true;
  if (expectation.rest == "none") return {};
  const auto end = expectation.rest.find(' ');
  const std::string port = expectation.rest.substr(0, end);
  const std::string text(end == expectation.rest.npos
                             ? ""
                             : content_of(std::string_view(expectation.rest).substr(end)));
  if (port == kHostPort && text == "same") {
    compare(expectation, port, to_layers(frames_.frame));
    return {};
  }
  const bool is_host = port == kHostPort;
  const auto macs = is_host ? director.mac_rules(frames_.port, MacRules::Direction::Arriving)
                            : director.mac_rules(port, MacRules::Direction::Leaving);
  if (!macs) return macs.error();
  const auto expected = layers_of(text, *macs);
  if (!expected) return expected.error();
  compare(expectation, port, *expected);
  return {};
}

void CheckReport::compare(const Expectation& expectation, const std::string& port,
                          const Layers& expected) {
  const std::string frame_text = "expected on " + port + ": " + to_text(expected) + "\n";
  if (taken_ == frames_.out.size()) {
    fail(expectation.line,
         "no frame left (line " + std::to_string(frames_.line) + ")\n  " + frame_text);
    return;
  }
  const OutFrame& got = frames_.out[taken_++];
  const Layers layers = to_layers(got.frame);
  if (got.port == port && matches(expected, layers)) return;
  fail(expectation.line, "frame " + std::to_string(taken_) + " of line " +
                             std::to_string(frames_.line) + " differs\n  " + frame_text +
                             "  got on      " + got.port + ": " + to_text(layers) + "\n" +
                             side_by_side(expected, layers));
}

}  // namespace nicvs::replay
