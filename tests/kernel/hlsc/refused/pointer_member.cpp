// SPDX-License-Identifier: Apache-2.0
// member text of in_t is neither a number, an enum, an array nor a struct of such
struct In {
  const char* text;
};
struct Out {
  char first;
};

extern "C" void k_refused(const In& in, Out& out) { out.first = in.text[0]; }
