namespace MedQa.Local;

/// <summary>Asks a service over and over until it answers that it is healthy.</summary>
internal sealed class HealthProbe(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Ends once the service answers 200.</summary>
    /// <param name="health">The address to ask.</param>
    /// <param name="answered">Told what came back each time that it was not 200.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(Uri health, Action<string> answered, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(health, cancellationToken);
                if (response.StatusCode == System.Net.HttpStatusCode.OK)
                {
                    return;
                }

                answered($"{(int)response.StatusCode} {response.ReasonPhrase}");
            }
            catch (HttpRequestException)
            {
                answered("no connection");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                answered("no answer within 5 s");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();
}
