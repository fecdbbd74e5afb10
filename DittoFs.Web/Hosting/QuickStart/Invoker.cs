using System.Globalization;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.Hosting.QuickStart;

/// <summary>The person at the keyboard, as numbers. Never root: what belongs to uid 0 of a share would be out of everybody's reach.</summary>
internal readonly record struct Invoker(uint Uid, uint Gid)
{
    /// <summary>The first ordinary user of most systems; stands in when only root is known.</summary>
    private const uint FirstOrdinaryId = 1000;

    /// <summary>This process's user; below sudo, the user who called it.</summary>
    public static Invoker Current(IReadOnlyDictionary<string, string> environment) => Choose(
        NativeMethods.GetEffectiveUserId(), NativeMethods.GetEffectiveGroupId(), Number(environment, "SUDO_UID"), Number(environment, "SUDO_GID"));

    /// <summary>The rule of <see cref="Current"/>: the sudo variables count only for root, because anybody can set them.</summary>
    public static Invoker Choose(uint uid, uint gid, uint? sudoUid, uint? sudoGid)
    {
        if (uid != 0)
        {
            return new Invoker(uid, gid);
        }

        return sudoUid is { } user and not 0
            ? new Invoker(user, sudoGid is { } group and not 0 ? group : user)
            : new Invoker(FirstOrdinaryId, FirstOrdinaryId);
    }

    private static uint? Number(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var text) && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
