"""Tests that functions.py finds every function in a source, and nothing else."""
from functions import lengths


def test_a_body_is_counted_from_brace_to_brace():
    assert lengths("int f() {\n  return 1;\n}\n\nint g() { return 2; }\n") == [3, 1]
    assert lengths("namespace a {\nvoid f(\n    int x) {\n  if (x) {\n  }\n}\n}\n") == [4]


def test_members_constructors_and_operators_are_functions():
    source = """
class A : public B {
 public:
  explicit A(int x) : x_{x}, y_(x), run_{[this] { go(); }} {}
  bool operator==(A const&) const noexcept { return true; }
  auto at(int i) const -> int {
    return i;
  }
 private:
  int x_{0}, y_ = {};
};
A::A(std::vector<int> all)
    : all_{std::move(all)} {
  go();
}
"""
    assert lengths(source) == [1, 1, 3, 3]


def test_types_values_and_text_are_none():
    source = """
struct P { int a; };
enum class E : int { kA, kB };
template <class T>
struct Q<T> {
  T all = {};
};
constexpr std::array kAll{Row{"}", 1}, Row{'{', 2}};
auto const kMap = std::map<int, int>{{1, 2}};  // f() { }
"""
    assert lengths(source) == []


def test_a_lambda_counts_with_the_function_that_it_is_in():
    assert lengths("void f() {\n  go([&] {\n    return 1;\n  });\n}\n") == [5]
    assert lengths("constexpr auto kF = [](int x) {\n  return x;\n};\n") == [3]
