// SwiGLU (Shazeer, 2020, arXiv:2002.05202): a = silu(g) · u, silu(g) = g · σ(g), over n values, n a multiple of 8.

__device__ __forceinline__ float sigmoid(float x)
{
    return 1.0f / (1.0f + __expf(-x));
}

// The product and, where asked for, a dropped copy of it.
extern "C" __global__ void swiglu(const elem* gate, const elem* up, elem* product, elem* copy, long long n, u64 seed, u32 stream, u32 dropped, float keep)
{
    long long i = ((long long)blockIdx.x * blockDim.x + threadIdx.x) * 8;
    if (i >= n)
    {
        return;
    }

    eight g = load8(gate + i), u = load8(up + i);
#pragma unroll
    for (int j = 0; j < 8; j++)
    {
        g.v[j] = g.v[j] * sigmoid(g.v[j]) * u.v[j];
    }

    store8(product + i, g);
    if (copy)
    {
        round8(g, elem());
        eight m = dropout8(seed, stream, i, dropped, keep);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            g.v[j] *= m.v[j];
        }

        store8(copy + i, g);
    }
}

// In place: gate and up become their gradients, and term (the gradient through LoRA's dropout; may be null) becomes mask · a, which
// A's gradient needs. With d = grad + mask · term: du = d · silu(g), dg = d · u · (σ(g) + silu(g) · (1 - σ(g))).
extern "C" __global__ void swiglu_backward(elem* gate, elem* up, const elem* grad, elem* term, long long n, u64 seed, u32 stream, u32 dropped, float keep)
{
    long long i = ((long long)blockIdx.x * blockDim.x + threadIdx.x) * 8;
    if (i >= n)
    {
        return;
    }

    eight g = load8(gate + i), u = load8(up + i), d = load8(grad + i), t, m;
    if (term)
    {
        t = load8(term + i);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            m.v[j] = 1.0f;
        }

        if (dropped)
        {
            m = dropout8(seed, stream, i, dropped, keep);
        }
    }

#pragma unroll
    for (int j = 0; j < 8; j++)
    {
        float s = sigmoid(g.v[j]), silu = g.v[j] * s;
        if (term)
        {
            d.v[j] += m.v[j] * t.v[j];
            t.v[j] = m.v[j] * to_float(to_elem(silu * u.v[j]));
        }

        float du = d.v[j] * silu;
        g.v[j] = d.v[j] * u.v[j] * (s + silu * (1.0f - s));
        u.v[j] = du;
    }

    store8(gate + i, g);
    store8(up + i, u);
    if (term)
    {
        store8(term + i, t);
    }
}
