// The border between C# and libtorch: handles, errors, scalars. Every exported function returns 0, or 1 with the reason
// in gp_last_error(), and no C++ exception crosses it. A tensor handle is the raw TensorImpl* and owns one reference.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Logging.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/jit.h>
#include <torch/script.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#define GP extern "C" __attribute__((visibility("default"))) int

using Impl = c10::TensorImpl;
using Handle = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
using OptDtype = decltype(c10::optTypeMetaToScalarType(std::declval<const c10::TensorOptions&>().dtype_opt()));

// Two integer registers, so that C# passes it by value without marshalling.
struct gp_scalar {
  int64_t kind;  // 0 integer, 1 floating, 2 boolean, -1 absent
  int64_t bits;
};

inline at::Scalar scalar(gp_scalar s) {
  switch (s.kind) {
    case 0: return at::Scalar(s.bits);
    case 2: return at::Scalar(s.bits != 0);
    default: {
      double value;
      std::memcpy(&value, &s.bits, sizeof value);
      return at::Scalar(value);
    }
  }
}

inline bool present(gp_scalar s) { return s.kind >= 0; }

inline OptDtype dtype_or_none(int8_t dtype) {
  return dtype < 0 ? OptDtype() : OptDtype(static_cast<at::ScalarType>(dtype));
}

// Borrows a handle for the length of one call without touching its reference count. Null is the undefined tensor.
// Only references leave it: a by-value parameter then copies the tensor instead of moving the borrowed handle away.
class In {
 public:
  explicit In(Impl* impl) : t_(impl ? at::Tensor(Handle::reclaim(impl)) : at::Tensor()) {}
  In(const In&) = delete;
  In& operator=(const In&) = delete;
  ~In() { (void)t_.unsafeReleaseTensorImpl(); }
  operator const at::Tensor&() const { return t_; }
  const at::Tensor& get() const { return t_; }
  at::Tensor& mutable_get() { return t_; }
  const at::Tensor* operator->() const { return &t_; }

 private:
  at::Tensor t_;
};

inline In in(Impl* impl) { return In(impl); }

inline Impl* give(at::Tensor t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

inline std::vector<at::Tensor> list(Impl* const* impls, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; ++i) {
    In borrowed(impls[i]);
    tensors.push_back(borrowed.get());
  }
  return tensors;
}

inline at::IntArrayRef ints(const int64_t* values, int count) { return at::IntArrayRef(values, static_cast<size_t>(count)); }

inline c10::Device device_of(int type, int index) {
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

inline at::TensorOptions options(int8_t dtype, int device_type, int device_index) {
  auto o = at::TensorOptions().device(device_of(device_type, device_index));
  return dtype < 0 ? o : o.dtype(static_cast<at::ScalarType>(dtype));
}

void set_error(const char* message) noexcept;

// Results of operations whose count is known only afterwards; gp_take hands them over.
extern thread_local std::vector<at::Tensor> pending;

template <class F>
int run(F&& f) noexcept {
  try {
    f();
    return 0;
  } catch (const c10::Error& e) {
    set_error(e.what_without_backtrace());
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("unknown C++ exception");
  }
  return 1;
}

template <class F>
int run(Impl** result, F&& f) noexcept {
  *result = nullptr;
  return run([&] { *result = give(f()); });
}

template <class F>
int run(Impl** first, Impl** second, F&& f) noexcept {
  *first = *second = nullptr;
  return run([&] {
    auto pair = f();
    *first = give(std::move(std::get<0>(pair)));
    *second = give(std::move(std::get<1>(pair)));
  });
}
