// AdamW over 8-bit states in blocks of 256 (Dettmers et al., 2022, arXiv:2110.02861), one block of threads a block of values.
// Every operation is rounded on its own, in the order that IBlockwiseAdamW of the trainer writes down; nothing is contracted.

__device__ __forceinline__ float block_max(float x, float* parts)
{
#pragma unroll
    for (int step = 16; step > 0; step >>= 1)
    {
        x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, step));
    }

    if ((threadIdx.x & 31) == 0)
    {
        parts[threadIdx.x >> 5] = x;
    }

    __syncthreads();
    for (int w = 0; w < 8; w++)
    {
        x = fmaxf(x, parts[w]);
    }

    return x;
}

// How many of 255 rising thresholds lie below x.
__device__ __forceinline__ u8 encode(float x, const float* thresholds)
{
    int code = 0;
#pragma unroll
    for (int step = 128; step > 0; step >>= 1)
    {
        if (x > thresholds[code + step - 1])
        {
            code += step;
        }
    }

    return (u8)code;
}

// maps: the signed map's 256 values and 255 thresholds (and one unused), then the unsigned map's.
extern "C" __global__ void adamw_8bit(
    float* weights, const float* gradient, u8* mean_codes, float* mean_scales, u8* square_codes, float* square_scales, const float* maps,
    long long n, float beta1, float beta1_rest, float beta2, float beta2_rest, float size, float epsilon, float kept)
{
    __shared__ float table[1024];
    __shared__ float mean_parts[8];
    __shared__ float square_parts[8];
    for (int i = threadIdx.x; i < 1024; i += 256)
    {
        table[i] = maps[i];
    }

    __syncthreads();
    long long i = (long long)blockIdx.x * 256 + threadIdx.x;
    bool inside = i < n;
    float m = 0.0f, v = 0.0f;
    if (inside)
    {
        float g = gradient[i];
        v = __fadd_rn(
            __fmul_rn(__fmul_rn(table[512 + square_codes[i]], square_scales[blockIdx.x]), beta2), __fmul_rn(__fmul_rn(beta2_rest, g), g));
        m = __fadd_rn(__fmul_rn(__fmul_rn(table[mean_codes[i]], mean_scales[blockIdx.x]), beta1), __fmul_rn(beta1_rest, g));
    }

    // Every thread has read the old scales before block_max's barrier.
    float largest_mean = block_max(fabsf(m), mean_parts);
    float largest_square = block_max(v, square_parts);
    if (threadIdx.x == 0)
    {
        mean_scales[blockIdx.x] = largest_mean;
        square_scales[blockIdx.x] = largest_square;
    }

    if (inside)
    {
        float update = __fmul_rn(size, __fdiv_rn(m, __fadd_rn(__fsqrt_rn(v), epsilon)));
        weights[i] = __fmul_rn(__fadd_rn(weights[i], update), kept);
        mean_codes[i] = encode(__fdiv_rn(m, largest_mean > 0.0f ? largest_mean : 1.0f), table + 256);
        square_codes[i] = encode(__fdiv_rn(v, largest_square > 0.0f ? largest_square : 1.0f), table + 768);
    }
}
