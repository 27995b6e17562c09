// Cross-entropy of the next token times the row's weight (null: 1). One block a row of logits [V]; the logits become their gradients, times scale.
extern "C" __global__ void cross_entropy(elem* logits, const long long* targets, const float* weights, float* losses, int vocabulary, float scale, int gradient)
{
    elem* row = logits + (long long)blockIdx.x * vocabulary;
    __shared__ float maxima[32];
    float largest = -INFINITY_F;
    for (int i = threadIdx.x * 8; i < vocabulary; i += blockDim.x * 8)
    {
        eight x = load8(row + i);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            largest = fmaxf(largest, x.v[j]);
        }
    }

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
    for (int w = 0; w < blockDim.x / 32; w++)
    {
        largest = fmaxf(largest, maxima[w]);
    }

    float sum = 0;
    for (int i = threadIdx.x * 8; i < vocabulary; i += blockDim.x * 8)
    {
        eight x = load8(row + i);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            sum += expf(x.v[j] - largest);
        }
    }

    sum = block_sum(sum);
    long long target = targets[blockIdx.x];
    float weight = weights ? weights[blockIdx.x] : 1.0f;
    if (threadIdx.x == 0)
    {
        losses[blockIdx.x] = (logf(sum) + largest - to_float(row[target])) * weight;
    }

    if (!gradient)
    {
        return;
    }

    // The target's logit was read above by thread 0 and is written below by another.
    __syncthreads();
    scale *= weight;
    float factor = scale / sum;
    for (int i = threadIdx.x * 8; i < vocabulary; i += blockDim.x * 8)
    {
        eight x = load8(row + i);
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            x.v[j] = expf(x.v[j] - largest) * factor - (i + j == target ? scale : 0.0f);
        }

        store8(row + i, x);
    }
}
