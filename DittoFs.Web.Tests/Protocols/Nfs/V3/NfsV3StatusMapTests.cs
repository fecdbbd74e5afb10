using DittoFs.Protocols.Mount.V3;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Protocols.Nfs.V3;

public sealed class NfsV3StatusMapTests
{
    [Fact]
    public void From_EveryError_IsAStatusOfTheSpecificationAndOnlySuccessIsOk()
    {
        foreach (var error in Enum.GetValues<FsError>())
        {
            Assert.True(Enum.IsDefined(NfsV3StatusMap.From(error)));
            Assert.Equal(error == FsError.None, NfsV3StatusMap.From(error) == NfsV3Status.Ok);
            Assert.Equal(error == FsError.None, MountV3StatusMap.From(error) == MountV3Status.Ok);
        }
    }

    [Theory]
    [InlineData(FsError.Unavailable)]
    [InlineData(FsError.LeaseBreakPending)]
    [InlineData(FsError.GracePeriod)]
    public void From_WhatPasses_AsksTheClientToTryAgain(FsError error) => Assert.Equal(NfsV3Status.Jukebox, NfsV3StatusMap.From(error));
}
