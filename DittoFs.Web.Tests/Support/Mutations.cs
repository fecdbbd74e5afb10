using System.Globalization;

namespace DittoFs.Web.Tests.Support;

/// <summary>Breaks what real clients sent in as many ways as a run has rounds.</summary>
internal static class Mutations
{
    private const string RoundsVariable = "DITTOFS_FUZZ_ROUNDS";
    private const int RoundsByDefault = 100_000;
    private const int ChangesMax = 6;

    /// <summary>How many rounds a test makes; the variable DITTOFS_FUZZ_ROUNDS asks for more.</summary>
    public static int Rounds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : RoundsByDefault;

    /// <summary>
    /// Decodes one of <paramref name="goldens"/> after the other, broken anew each time. Each of them must be read when it is whole, or its mutations would all be
    /// refused at the door. An exception fails the test and shows the bytes that made it.
    /// </summary>
    public static void Fuzz(int seed, IReadOnlyList<byte[]> goldens, Func<byte[], bool> decodes)
    {
        Assert.NotEmpty(goldens);
        Assert.All(goldens, golden => Assert.True(decodes([.. golden]), Convert.ToHexString(golden)));
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var mutated = Mutate(goldens[round % goldens.Count], random);
            try
            {
                decodes([.. mutated]);
            }
            catch (Exception failure)
            {
                Assert.Fail($"{Convert.ToHexString(mutated)}: {failure}");
            }
        }
    }

    private static byte[] Mutate(byte[] golden, Random random)
    {
        var bytes = golden.AsSpan(0, random.Next(4) == 0 ? random.Next(golden.Length + 1) : golden.Length).ToArray();
        for (var change = random.Next(1, ChangesMax); change > 0 && bytes.Length > 0; change--)
        {
            // Lengths and offsets break at their edges more often than in the middle.
            bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
        }

        return bytes;
    }
}
