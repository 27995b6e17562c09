// RMSNorm (Zhang and Sennrich, 2019, arXiv:1910.07467) with the residual addition before it and LoRA's dropout after it.
// One block a row; rows are of E values, E a multiple of 8. Each thread reads back only what it wrote itself.

// x' = x + delta (where there is a delta; else x' = x and nothing is written), h = x' / sqrt(mean(x'²) + eps) · w, and `copies`
// dropped copies of h, each with a stream of its own.
extern "C" __global__ void add_norm(
    const residual* x, const elem* delta, const float* weight, residual* sum, elem* normed, float* reciprocal, elem* dropped_copies,
    int copies, int width, float eps, u64 seed, u32 stream, u32 dropped, float keep, long long copy_stride)
{
    long long row = (long long)blockIdx.x * width;
    const residual* source = delta ? sum : x;
    float squares = 0;
    for (int i = threadIdx.x * 8; i < width; i += blockDim.x * 8)
    {
        eight a = load8(x + row + i);
        if (delta)
        {
            eight d = load8(delta + row + i);
#pragma unroll
            for (int j = 0; j < 8; j++)
            {
                a.v[j] += d.v[j];
            }

            round8(a, residual());
            store8(sum + row + i, a);
        }

#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            squares += a.v[j] * a.v[j];
        }
    }

    float r = rsqrtf(block_sum(squares) / width + eps);
    if (threadIdx.x == 0)
    {
        reciprocal[blockIdx.x] = r;
    }

    if (!normed)
    {
        return;
    }

    for (int i = threadIdx.x * 8; i < width; i += blockDim.x * 8)
    {
        eight a = load8(source + row + i);
        eight w = load8(weight + i);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            a.v[j] = a.v[j] * r * w.v[j];
        }

        store8(normed + row + i, a);
        round8(a, elem());
        for (int c = 0; c < copies; c++)
        {
            eight m = dropout8(seed, stream + c, row + i, dropped, keep);
#pragma unroll
            for (int j = 0; j < 8; j++)
            {
                m.v[j] *= a.v[j];
            }

            store8(dropped_copies + c * copy_stride + row + i, m);
        }
    }
}

// The gradient through the norm, added to the residual stream's: with g = (grad + Σ mask_c · term_c) · w and x̂ = x · r,
// dx += r · (g - x̂ · mean(g · x̂)). narrow (where asked for) gets dx in type elem.
extern "C" __global__ void norm_backward(
    const elem* grad, const elem* terms, const residual* x, const float* reciprocal, const float* weight, residual* dx, elem* narrow,
    int copies, int width, u64 seed, u32 stream, u32 dropped, float keep, long long copy_stride)
{
    long long row = (long long)blockIdx.x * width;
    float r = reciprocal[blockIdx.x];
    float dot = 0;
    eight kept[4];
    int n = 0;
    for (int i = threadIdx.x * 8; i < width; i += blockDim.x * 8, n++)
    {
        eight g = load8(grad + row + i);
        for (int c = 0; c < copies; c++)
        {
            eight t = load8(terms + c * copy_stride + row + i);
            if (dropped)
            {
                eight m = dropout8(seed, stream + c, row + i, dropped, keep);
#pragma unroll
                for (int j = 0; j < 8; j++)
                {
                    t.v[j] *= m.v[j];
                }
            }

#pragma unroll
            for (int j = 0; j < 8; j++)
            {
                g.v[j] += t.v[j];
            }
        }

        eight w = load8(weight + i);
        eight a = load8(x + row + i);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            g.v[j] *= w.v[j];
            dot += g.v[j] * a.v[j] * r;
        }

        // The launch has enough threads that a row takes at most four rounds: kept[] stays in registers.
#pragma unroll
        for (int k = 0; k < 4; k++)
        {
            if (k == n)
            {
                kept[k] = g;
            }
        }
    }

    float mean = block_sum(dot) / width;
    n = 0;
    for (int i = threadIdx.x * 8; i < width; i += blockDim.x * 8, n++)
    {
        eight g;
#pragma unroll
        for (int k = 0; k < 4; k++)
        {
            if (k == n)
            {
                g = kept[k];
            }
        }

        eight a = load8(x + row + i);
        eight d = load8(dx + row + i);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            d.v[j] += r * (g.v[j] - a.v[j] * r * mean);
        }

        store8(dx + row + i, d);
        if (narrow)
        {
            store8(narrow + row + i, d);
        }
    }
}
