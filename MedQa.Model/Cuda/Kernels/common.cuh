// What every source of kernels begins with. It includes nothing: NVRTC needs no headers then.
//
// ELEM is the type of activations and dense weights: 1 bf16, 2 fp16. RESIDUAL_F32 says whether the residual stream is float32
// (1) or of type ELEM (0). Arithmetic is float32 always.

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#ifndef ELEM
#define ELEM 1
#endif
#ifndef RESIDUAL_F32
#define RESIDUAL_F32 0
#endif

typedef u16 elem;
#if RESIDUAL_F32
typedef float residual;
#else
typedef u16 residual;
#endif

#define INFINITY_F __int_as_float(0x7f800000)

__device__ __forceinline__ float to_float(elem x)
{
#if ELEM == 1
    return __uint_as_float((u32)x << 16);
#else
    float f;
    asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(x));
    return f;
#endif
}

__device__ __forceinline__ elem to_elem(float x)
{
    elem h;
#if ELEM == 1
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(h) : "f"(x));
#else
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(h) : "f"(x));
#endif
    return h;
}

// Two values in one register, the first in the low half.
__device__ __forceinline__ u32 to_elems(float first, float second)
{
    u32 both;
#if ELEM == 1
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(second), "f"(first));
#else
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(second), "f"(first));
#endif
    return both;
}

// Eight neighbouring values, 16 bytes of elem or 32 of float, aligned.
struct eight
{
    float v[8];
};

__device__ __forceinline__ eight load8(const elem* p)
{
    uint4 raw = *(const uint4*)p;
    u32 words[4] = {raw.x, raw.y, raw.z, raw.w};
    eight r;
#pragma unroll
    for (int i = 0; i < 4; i++)
    {
        r.v[2 * i] = to_float((elem)(words[i] & 0xffff));
        r.v[2 * i + 1] = to_float((elem)(words[i] >> 16));
    }

    return r;
}

__device__ __forceinline__ eight load8(const float* p)
{
    float4 a = ((const float4*)p)[0];
    float4 b = ((const float4*)p)[1];
    return {{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

__device__ __forceinline__ void store8(elem* p, const eight& x)
{
    *(uint4*)p = make_uint4(
        to_elems(x.v[0], x.v[1]), to_elems(x.v[2], x.v[3]), to_elems(x.v[4], x.v[5]), to_elems(x.v[6], x.v[7]));
}

__device__ __forceinline__ void store8(float* p, const eight& x)
{
    ((float4*)p)[0] = make_float4(x.v[0], x.v[1], x.v[2], x.v[3]);
    ((float4*)p)[1] = make_float4(x.v[4], x.v[5], x.v[6], x.v[7]);
}

// As if stored and loaded again.
__device__ __forceinline__ void round8(eight& x, elem)
{
#pragma unroll
    for (int i = 0; i < 8; i++)
    {
        x.v[i] = to_float(to_elem(x.v[i]));
    }
}

__device__ __forceinline__ void round8(eight&, float)
{
}

// The sum over a block of at most 1,024 threads, given to all of them. Every thread must come here.
__device__ __forceinline__ float block_sum(float x)
{
    __shared__ float parts[33];
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = (blockDim.x + 31) >> 5;
#pragma unroll
    for (int step = 16; step > 0; step >>= 1)
    {
        x += __shfl_xor_sync(0xffffffffu, x, step);
    }

    __syncthreads();
    if (lane == 0)
    {
        parts[warp] = x;
    }

    __syncthreads();
    if (warp == 0)
    {
        float y = lane < warps ? parts[lane] : 0.0f;
#pragma unroll
        for (int step = 16; step > 0; step >>= 1)
        {
            y += __shfl_xor_sync(0xffffffffu, y, step);
        }

        if (lane == 0)
        {
            parts[32] = y;
        }
    }

    __syncthreads();
    return parts[32];
}

// Philox 4x32 with seven rounds (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3").
__device__ __forceinline__ uint4 philox(u64 seed, u32 stream, u64 index)
{
    u32 k0 = (u32)seed, k1 = (u32)(seed >> 32);
    uint4 c = make_uint4((u32)index, (u32)(index >> 32), stream, 0);
#pragma unroll
    for (int round = 0; round < 7; round++)
    {
        u32 h0 = __umulhi(0xD2511F53u, c.x), l0 = 0xD2511F53u * c.x;
        u32 h1 = __umulhi(0xCD9E8D57u, c.z), l1 = 0xCD9E8D57u * c.z;
        c = make_uint4(h1 ^ c.y ^ k0, l1, h0 ^ c.w ^ k1, l0);
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }

    return c;
}

// Dropout of eight neighbouring values: 1 / (1 - p) where a value is kept, 0 where it is dropped. A function of the seed, the
// stream (which layer and projection) and the position alone, so that the backward pass and a recomputation draw the same.
// dropped: p · 65536. keep: 65536 / (65536 - dropped).
__device__ __forceinline__ eight dropout8(u64 seed, u32 stream, u64 position, u32 dropped, float keep)
{
    uint4 bits = philox(seed, stream, position >> 3);
    u32 words[4] = {bits.x, bits.y, bits.z, bits.w};
    eight r;
#pragma unroll
    for (int i = 0; i < 4; i++)
    {
        r.v[2 * i] = (words[i] & 0xffff) >= dropped ? keep : 0.0f;
        r.v[2 * i + 1] = (words[i] >> 16) >= dropped ? keep : 0.0f;
    }

    return r;
}
