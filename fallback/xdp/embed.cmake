# SPDX-License-Identifier: Apache-2.0
# cmake -DINPUT=program.o -DOUTPUT=program.cpp -DNAME=kProgram -P embed.cmake
# Writes a file's bytes as the constant NAME of namespace nicvs::soft::program.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUTPUT} "// Generated from ${INPUT}.
#include <span>
namespace {
alignas(8) constexpr unsigned char kBytes[] = {
${bytes}};
}
namespace nicvs::soft::program {
extern const std::span<const unsigned char> ${NAME};
const std::span<const unsigned char> ${NAME}(kBytes);
}
")
