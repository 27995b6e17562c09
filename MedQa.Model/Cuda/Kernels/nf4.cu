// NormalFloat4 with double quantization, bit for bit as bitsandbytes' GPU path; see Nf4Tensor for the layout.

__constant__ float nf4_code[16] = {
    -1.0f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f,
    -0.09105003625154495f, 0.0f, 0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f,
    0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1.0f};

// codes: n / 2 bytes; eight bytes, sixteen values, a thread. scale = map[code] · nested + offset, product and sum rounded one
// after the other. destination may be of type float (wide) or elem.
template <typename T>
__device__ __forceinline__ void dequantize(
    const u8* codes, const u8* scale_codes, const float* nested, const float* map, float offset, T* destination, long long n)
{
    __shared__ float table[16];
    if (threadIdx.x < 16)
    {
        table[threadIdx.x] = nf4_code[threadIdx.x];
    }

    __syncthreads();
    long long i = ((long long)blockIdx.x * blockDim.x + threadIdx.x) * 16;
    if (i >= n)
    {
        return;
    }

    long long block = i >> 6;
    float scale = __fadd_rn(__fmul_rn(map[scale_codes[block]], nested[block >> 8]), offset);
    if (i + 16 <= n)
    {
        uint2 packed = *(const uint2*)(codes + (i >> 1));
        u32 words[2] = {packed.x, packed.y};
#pragma unroll
        for (int w = 0; w < 2; w++)
        {
            eight x;
#pragma unroll
            for (int b = 0; b < 4; b++)
            {
                u32 byte = (words[w] >> (8 * b)) & 0xff;
                x.v[2 * b] = table[byte >> 4] * scale;
                x.v[2 * b + 1] = table[byte & 15] * scale;
            }

            store8(destination + i + 8 * w, x);
        }
    }
    else
    {
        for (long long k = i; k < n; k++)
        {
            u8 byte = codes[k >> 1];
            float value = table[k & 1 ? byte & 15 : byte >> 4] * scale;
            if (sizeof(T) == 4)
            {
                ((float*)destination)[k] = value;
            }
            else
            {
                ((elem*)destination)[k] = to_elem(value);
            }
        }
    }
}

extern "C" __global__ void dequantize_nf4(
    const u8* codes, const u8* scale_codes, const float* nested, const float* map, float offset, elem* destination, long long n)
{
    dequantize(codes, scale_codes, nested, map, offset, destination, n);
}

extern "C" __global__ void dequantize_nf4_wide(
    const u8* codes, const u8* scale_codes, const float* nested, const float* map, float offset, float* destination, long long n)
{
    dequantize(codes, scale_codes, nested, map, offset, destination, n);
}

// Midpoints between neighbouring values of the code book: the code of x is the number of them that lie below x.
__constant__ float nf4_thresholds[15] = {
    -0.8480964004993439f, -0.6106329262256622f, -0.4599952697753906f, -0.33967943489551544f, -0.23460740596055984f,
    -0.13791173323988914f, -0.045525018125772476f, 0.03979014977812767f, 0.1202552504837513f, 0.2035212516784668f,
    0.2920137718319893f, 0.3893125355243683f, 0.5016634166240692f, 0.6427869200706482f, 0.8614784181118011f};

__device__ __forceinline__ float wide(elem x)
{
    return to_float(x);
}

__device__ __forceinline__ float wide(float x)
{
    return x;
}

// One warp a block of 64 values, two a lane. scales gets the blocks' largest absolute values; *broken becomes 1 where one is
// not finite. The last block may be shorter.
template <typename T>
__device__ __forceinline__ void quantize(const T* source, u8* codes, float* scales, int* broken, long long n)
{
    long long block = ((long long)blockIdx.x * blockDim.x + threadIdx.x) >> 5;
    int lane = threadIdx.x & 31;
    long long i = block * 64 + lane * 2;
    if (block * 64 >= n)
    {
        return;
    }

    float x[2];
#pragma unroll
    for (int j = 0; j < 2; j++)
    {
        x[j] = i + j < n ? wide(source[i + j]) : 0.0f;
    }

    // As whole numbers the bits of absolute values are in the values' order, with what is no number last.
    u32 largest = max(__float_as_uint(x[0]) & 0x7fffffffu, __float_as_uint(x[1]) & 0x7fffffffu);
#pragma unroll
    for (int step = 16; step > 0; step >>= 1)
    {
        largest = max(largest, __shfl_xor_sync(0xffffffffu, largest, step));
    }

    float scale = __uint_as_float(largest);
    if (lane == 0)
    {
        scales[block] = scale;
        if (largest >= 0x7f800000u)
        {
            *broken = 1;
        }
    }

    float inverse = __fdiv_rn(1.0f, scale);
    u32 code[2] = {0, 0};
#pragma unroll
    for (int j = 0; j < 2; j++)
    {
        float unit = __fmul_rn(x[j], inverse);
#pragma unroll
        for (int t = 0; t < 15; t++)
        {
            code[j] += unit > nf4_thresholds[t];
        }
    }

    if (i < n)
    {
        codes[i >> 1] = (u8)(code[0] << 4 | code[1]);
    }
}

extern "C" __global__ void quantize_nf4(const elem* source, u8* codes, float* scales, int* broken, long long n)
{
    quantize(source, codes, scales, broken, n);
}

extern "C" __global__ void quantize_nf4_wide(const float* source, u8* codes, float* scales, int* broken, long long n)
{
    quantize(source, codes, scales, broken, n);
}

// Scales, less their mean, in blocks of 256, to codes of the dynamic map; see DynamicMap.Encode. 256 threads a block.
extern "C" __global__ void quantize_scales(const float* scales, float mean, const float* map, u8* codes, float* nested, long long n)
{
    __shared__ float values[256];
    __shared__ float maxima[8];
    values[threadIdx.x] = map[threadIdx.x];
    long long i = (long long)blockIdx.x * 256 + threadIdx.x;
    float x = i < n ? __fsub_rn(scales[i], mean) : 0.0f;
    float largest = fabsf(x);
#pragma unroll
    for (int step = 16; step > 0; step >>= 1)
    {
        largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, step));
    }

    if ((threadIdx.x & 31) == 0)
    {
        maxima[threadIdx.x >> 5] = largest;
    }

    __syncthreads();
    for (int w = 0; w < 8; w++)
    {
        largest = fmaxf(largest, maxima[w]);
    }

    if (threadIdx.x == 0)
    {
        nested[blockIdx.x] = largest;
    }

    if (i >= n)
    {
        return;
    }

    float unit = __fmul_rn(x, __fdiv_rn(1.0f, largest));
    int pivot = 127, above = 255, below = 0;
    for (int step = 64; step > 0; step >>= 1)
    {
        if (unit > values[pivot])
        {
            below = pivot;
            pivot += step;
        }
        else
        {
            above = pivot;
            pivot -= step;
        }
    }

    codes[i] = (u8)(unit > values[pivot]
        ? (unit > (values[above] + values[pivot]) * 0.5f ? above : pivot)
        : (unit < (values[below] + values[pivot]) * 0.5f ? below : pivot));
}
