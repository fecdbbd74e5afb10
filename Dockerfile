# The server in a container: docker build -t dittofs . && docker run -p 127.0.0.1:2049:2049 -v dittofs:/data dittofs
# The container's own loopback is not the host's, so the image listens on all of the container's addresses, and what -p publishes decides. The console is
# https://HOST:8080/ with a certificate that the server makes and keeps on the volume; docs/tls.md says how to give it one of your own.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt global.json ./
COPY DittoFs.Storage/DittoFs.Storage.csproj DittoFs.Storage/packages.lock.json DittoFs.Storage/
COPY DittoFs.Protocols/DittoFs.Protocols.csproj DittoFs.Protocols/packages.lock.json DittoFs.Protocols/
COPY DittoFs.Web/DittoFs.Web.csproj DittoFs.Web/packages.lock.json DittoFs.Web/
RUN dotnet restore DittoFs.Web --locked-mode
COPY appsettings.json ./
COPY DittoFs.Storage/ DittoFs.Storage/
COPY DittoFs.Protocols/ DittoFs.Protocols/
COPY DittoFs.Web/ DittoFs.Web/
RUN dotnet publish DittoFs.Web -c Release --no-self-contained -p:PublishReadyToRun=true -o /publish \
    && mkdir -m 0700 /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY --from=build /publish /opt/dittofs
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
USER $APP_UID
VOLUME /data
ENV DITTOFS_DataDirectory=/data \
    DITTOFS_Nfs__ListenAddresses=0.0.0.0 \
    DITTOFS_Smb__ListenAddresses=0.0.0.0 \
    DITTOFS_Http__ListenAddresses=0.0.0.0
EXPOSE 2049 8080 445
# By the control socket: whatever HTTP listens on, and by whatever scheme.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD curl -fsS -o /dev/null --unix-socket /data/run/control.sock http://localhost/health/ready
ENTRYPOINT ["dotnet", "/opt/dittofs/DittoFs.Web.dll"]
CMD ["start"]
