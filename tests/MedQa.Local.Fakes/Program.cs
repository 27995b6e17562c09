using MedQa.Local.Fakes;

return args switch
{
    ["serve", .. var rest] => await FakeService.RunAsync(FakeServiceOptions.Parse(rest)),
    ["launch", var stopSeconds, .. var services] => await FakeLauncher.RunAsync(double.Parse(stopSeconds, System.Globalization.CultureInfo.InvariantCulture), services),
    _ => throw new ArgumentException("serve OPTIONS | launch STOP_SECONDS SERVICE_OPTIONS..."),
};
