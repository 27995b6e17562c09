// Between the adapter's float32 weights and the copies that are multiplied.

// Copies matrices of a flat float32 vector into a flat vector of type elem, rows padded. table: 5 numbers a matrix: offset in
// the source, offset in the destination, rows, columns, columns of the destination. blockIdx.y is the matrix.
extern "C" __global__ void narrow_matrices(const float* source, elem* destination, const long long* table)
{
    const long long* m = table + blockIdx.y * 5;
    const float* from = source + m[0];
    elem* to = destination + m[1];
    long long columns = m[3], stride = m[4], count = m[2] * columns;
    for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += (long long)gridDim.x * blockDim.x)
    {
        to[i / columns * stride + i % columns] = to_elem(from[i]);
    }
}

// destination += scale · source, over a matrix whose rows are padded in the source.
extern "C" __global__ void add_gradient(const elem* source, float* destination, long long rows, long long columns, long long stride, float scale)
{
    long long count = rows * columns;
    for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += (long long)gridDim.x * blockDim.x)
    {
        destination[i] += scale * to_float(source[i / columns * stride + i % columns]);
    }
}
