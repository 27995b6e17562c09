// What stands around attention: rotary positions, and LoRA's dropout on its output.

// Turns the queries and keys of a packed [T, (H + 2·Hkv)·D] row in place. Halves are split as in Hugging Face's layout: element i
// pairs with element i + D/2. cosines and sines: [positions, D/2] float32. One block a token.
extern "C" __global__ void rotate(elem* packed, const int* positions, const float* cosines, const float* sines, int heads, int row, int size)
{
    int half = size / 2, chunks = half / 8;
    elem* token = packed + (long long)blockIdx.x * row;
    const float* c = cosines + (long long)positions[blockIdx.x] * half;
    const float* s = sines + (long long)positions[blockIdx.x] * half;
    for (int i = threadIdx.x; i < heads * chunks; i += blockDim.x)
    {
        int at = i % chunks * 8;
        elem* head = token + i / chunks * size;
        eight a = load8(head + at), b = load8(head + half + at), cos = load8(c + at), sin = load8(s + at), x, y;
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            x.v[j] = a.v[j] * cos.v[j] - b.v[j] * sin.v[j];
            y.v[j] = b.v[j] * cos.v[j] + a.v[j] * sin.v[j];
        }

        store8(head + at, x);
        store8(head + half + at, y);
    }
}

// The gradients of queries [T,H,D] and keys [T,Hkv,D] turned back, and those of values, laid side by side as [T, (H + 2·Hkv)·D].
extern "C" __global__ void rotate_back(
    const elem* queries, const elem* keys, const elem* values, elem* packed, const int* positions, const float* cosines, const float* sines,
    int query_heads, int key_heads, int size)
{
    int half = size / 2, chunks = half / 8, heads = query_heads + 2 * key_heads;
    long long t = blockIdx.x;
    elem* token = packed + t * heads * size;
    const float* c = cosines + (long long)positions[t] * half;
    const float* s = sines + (long long)positions[t] * half;
    for (int i = threadIdx.x; i < heads * chunks; i += blockDim.x)
    {
        int at = i % chunks * 8, h = i / chunks;
        const elem* head = h < query_heads ? queries + (t * query_heads + h) * size
            : h < query_heads + key_heads ? keys + (t * key_heads + h - query_heads) * size
            : values + (t * key_heads + h - query_heads - key_heads) * size;
        eight a = load8(head + at), b = load8(head + half + at);
        if (h < query_heads + key_heads)
        {
            eight cos = load8(c + at), sin = load8(s + at);
#pragma unroll
            for (int j = 0; j < 8; j++)
            {
                float x = a.v[j] * cos.v[j] + b.v[j] * sin.v[j];
                b.v[j] = b.v[j] * cos.v[j] - a.v[j] * sin.v[j];
                a.v[j] = x;
            }
        }

        store8(token + h * size + at, a);
        store8(token + h * size + half + at, b);
    }
}

// dropped = mask · x, over n values, n a multiple of 8.
extern "C" __global__ void drop(const elem* x, elem* result, long long n, u64 seed, u32 stream, u32 dropped, float keep)
{
    long long i = ((long long)blockIdx.x * blockDim.x + threadIdx.x) * 8;
    if (i < n)
    {
        eight a = load8(x + i), m = dropout8(seed, stream, i, dropped, keep);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            a.v[j] *= m.v[j];
        }

        store8(result + i, a);
    }
}

// grad += mask · term; term = mask · x: the gradient through the dropout, and the dropped input that A's gradient needs.
extern "C" __global__ void drop_backward(const elem* x, elem* term, elem* grad, long long n, u64 seed, u32 stream, u32 dropped, float keep)
{
    long long i = ((long long)blockIdx.x * blockDim.x + threadIdx.x) * 8;
    if (i < n)
    {
        eight a = load8(x + i), t = load8(term + i), g = load8(grad + i), m = dropout8(seed, stream, i, dropped, keep);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            g.v[j] += m.v[j] * t.v[j];
            a.v[j] *= m.v[j];
        }

        store8(grad + i, g);
        store8(term + i, a);
    }
}
