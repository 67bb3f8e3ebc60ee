# The image listens on every interface, and so wants a key (docs/protection.md), or GENPHYS_INSECURE=true where nobody else can reach it.
#
# docker build --target cpu .    the service as the tests build it, on Debian's libtorch
# docker build --target gpu .    the service on TorchSharp's packages, which bring libtorch with CUDA
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS sdk
FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS aspnet

FROM debian:12-slim AS base
ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH=$PATH:/usr/share/dotnet

FROM base AS build-cpu
COPY --from=sdk /usr/share/dotnet /usr/share/dotnet
COPY scripts/install /tmp/install
RUN /tmp/install
WORKDIR /source
COPY .editorconfig global.json Directory.Build.props Directory.Packages.props ./
COPY src src
RUN dotnet publish src/Api -c Release -o /app

FROM base AS build-gpu
COPY --from=sdk /usr/share/dotnet /usr/share/dotnet
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY .editorconfig global.json Directory.Build.props Directory.Packages.props ./
COPY src src
RUN dotnet publish src/Api -c Release -r linux-x64 --no-self-contained -p:CardPackages=true -o /app

FROM base AS runtime
COPY --from=aspnet /usr/share/dotnet /usr/share/dotnet
COPY scripts/env scripts/serve /genphys/
COPY models /genphys/models
ENV GENPHYS_MODELS=/genphys/models Http__Address=0.0.0.0
RUN useradd --system --no-create-home genphys
EXPOSE 8080 8081
ENTRYPOINT ["/genphys/serve"]

FROM runtime AS gpu
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 curl && rm -rf /var/lib/apt/lists/*
COPY --from=build-gpu /app /genphys/app
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER genphys
HEALTHCHECK --start-period=60s CMD curl -fsS http://localhost:8080/health/ready || curl -kfsS https://localhost:8080/health/ready

FROM runtime AS cpu
RUN apt-get update && apt-get install -y --no-install-recommends libtorch1.13 libopenblas0-openmp curl && rm -rf /var/lib/apt/lists/*
COPY --from=build-cpu /app /genphys/app
USER genphys
HEALTHCHECK --start-period=60s CMD curl -fsS http://localhost:8080/health/ready || curl -kfsS https://localhost:8080/health/ready
