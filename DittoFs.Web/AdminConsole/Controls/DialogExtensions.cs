using DittoFs.Web.ControlPlane;
using MudBlazor;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>Opens the console's dialogs, all in the same size and with the same keys.</summary>
internal static class DialogExtensions
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    /// <summary>Shows a dialog and waits for its end.</summary>
    /// <returns>True if the dialog did what it is for.</returns>
    public static async Task<bool> AskAsync<TDialog>(this IDialogService dialogs, string title, DialogParameters<TDialog>? parameters = null)
        where TDialog : Microsoft.AspNetCore.Components.IComponent
    {
        var dialog = await dialogs.ShowAsync<TDialog>(title, parameters ?? [], Options);
        return await dialog.Result is { Canceled: false };
    }

    /// <summary>Asks before something is done that is told in <paramref name="parameters"/>, and does it.</summary>
    /// <returns>True if it was done.</returns>
    public static Task<bool> ShowConfirmAsync(this IDialogService dialogs, DialogParameters<ConfirmDialog> parameters, string title) => dialogs.AskAsync(title, parameters);

    /// <summary>Asks before something is taken away, and takes it away.</summary>
    /// <returns>True if it is gone.</returns>
    public static Task<bool> ConfirmAsync(
        this IDialogService dialogs, string title, string text, Func<Task<Failure?>> act, string? restPath = null, string? typedWord = null, string actionText = "Delete",
        string restMethod = "DELETE", string? ctl = null) =>
        dialogs.AskAsync(title, new DialogParameters<ConfirmDialog>
        {
            { dialog => dialog.Text, text },
            { dialog => dialog.Act, async () => (await act())?.Message },
            { dialog => dialog.RestPath, restPath },
            { dialog => dialog.RestMethod, restMethod },
            { dialog => dialog.Ctl, ctl },
            { dialog => dialog.TypedWord, typedWord },
            { dialog => dialog.ActionText, actionText },
        });
}
