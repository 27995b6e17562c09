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
