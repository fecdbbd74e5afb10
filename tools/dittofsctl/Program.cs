using DittoFs.Ctl.Commands;
using DittoFs.Ctl.Running;

return await CtlRoot.RunAsync(Machine.Current(), args);
