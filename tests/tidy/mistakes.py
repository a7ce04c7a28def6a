"""One mistake for each check of .clang-tidy. Each mistake stands in a namespace of its own."""
LONG = "\n".join("  value += value;" for _ in range(75))

MISTAKES = {
    "bugprone-argument-comment": "void f(int first);\nvoid g() { f(/*second=*/1); }",
    "bugprone-assert-side-effect": "#include <cassert>\nvoid g(int x) { assert((x = 1)); }",
    "bugprone-dangling-handle": "#include <string>\n#include <string_view>\nstd::string_view g() {\n  std::string s;\n  return s;\n}",
    "bugprone-infinite-loop": "int g() {\n  int i = 0;\n  int j = 0;\n  while (i < 10) ++j;\n  return j;\n}",
    "bugprone-integer-division": "double g(int i) {\n  double d = 32 * 8 / (2 + i);\n  return d;\n}",
    "bugprone-misplaced-widening-cast": "long g(int x) { return static_cast<long>(x * 1000); }",
    "bugprone-move-forwarding-reference": "#include <utility>\ntemplate <class T> void sink(T);\n"
                                          "template <class T> void g(T&& t) { sink(std::move(t)); }",
    "bugprone-parent-virtual-call": "struct A { virtual ~A(); virtual void f(); };\nstruct B : A { void f() override; };\n"
                                    "struct C : B { void f() override { A::f(); } };",
    "bugprone-redundant-branch-condition": "void h();\nvoid g(bool b) {\n  if (b) {\n    if (b) h();\n  }\n}",
    "bugprone-sizeof-expression": "unsigned long g() { return sizeof(42); }",
    "bugprone-string-constructor": "#include <string>\nstd::string g() { return std::string('x', 50); }",
    "bugprone-swapped-arguments": "void f(int, float);\nvoid g(int i, float x) { f(x, i); }",
    "bugprone-undefined-memory-manipulation": "#include <cstring>\nstruct S { S(); ~S(); int x; };\n"
                                              "void g(S* s) { std::memset(s, 0, sizeof(S)); }",
    "bugprone-unused-raii": "struct S { S(int); ~S(); };\nvoid h();\nvoid g() {\n  S(42);\n  h();\n}",
    "bugprone-unused-return-value": "#include <memory>\nvoid g(std::unique_ptr<int>& p) { p.release(); }",
    "bugprone-use-after-move": "#include <string>\n#include <utility>\nvoid sink(std::string);\nunsigned long g(std::string s) {\n"
                               "  sink(std::move(s));\n  return s.size();\n}",
    "cppcoreguidelines-avoid-capturing-lambda-coroutines":
        "#include <coroutine>\nstruct Task {\n  struct promise_type {\n    Task get_return_object();\n"
        "    std::suspend_never initial_suspend();\n    std::suspend_never final_suspend() noexcept;\n"
        "    void return_void();\n    void unhandled_exception();\n  };\n};\n"
        "void g(int x) {\n  auto f = [x]() -> Task { (void)x; co_return; };\n  f();\n}",
    "cppcoreguidelines-slicing": "struct A { int a; };\nstruct B : A { int b; };\nvoid f(A);\nvoid g(B b) { f(b); }",
    "misc-unused-alias-decls": "#include <string>\nnamespace unused = std;",
    "misc-unused-using-decls": "#include <vector>\nusing std::vector;",
    "modernize-use-override": "struct A { virtual ~A(); virtual void f(); };\nstruct B : A { virtual void f(); };",
    "performance-for-range-copy": "#include <string>\n#include <vector>\nunsigned long g(std::vector<std::string> const& v) {\n"
                                  "  unsigned long n = 0;\n  for (std::string const s : v) n += s.size();\n  return n;\n}",
    "performance-implicit-conversion-in-loop":
        "#include <map>\n#include <string>\nunsigned long g(std::map<int, std::string> const& m) {\n  unsigned long n = 0;\n"
        "  for (std::pair<int, std::string> const& p : m) n += p.second.size();\n  return n;\n}",
    "performance-move-const-arg": "#include <string>\n#include <utility>\nvoid sink(std::string);\n"
                                  "void g(std::string const s) { sink(std::move(s)); }",
    "performance-no-automatic-move": "struct O { O(O const&); O(O&&); };\nstruct W { W(O const&); W(O&&); };\nO make();\n"
                                     "W g() {\n  const O o = make();\n  return o;\n}",
    "readability-function-size": f"int g(int value) {{\n{LONG}\n  return value;\n}}",
}


def in_namespace(number, text):
    """The preprocessor directives of the text, and after them the rest of the text in a namespace that no other mistake
    has."""
    lines = text.split("\n")
    directives = [line for line in lines if line.startswith("#")]
    rest = [line for line in lines if not line.startswith("#")]
    return "\n".join([*directives, f"namespace mistake_{number} {{", *rest, "}", ""])
