# The luo-ledger command. Two ways to an image, by --target:
#   built    of the sources alone, the default
#   ready    of jars that were built before: mvn -Dquick package -DskipTests
FROM eclipse-temurin:25-jre AS runtime
LABEL org.opencontainers.image.title="luo-ledger" \
      org.opencontainers.image.description="An event-sourced ledger of preserved-state ABI for Linux Live Update" \
      org.opencontainers.image.version="0.1.0"
# a volume takes the owner of the directory that it covers: states of processors, and what each party of a guarded cluster knows
RUN mkdir -p /var/lib/luo-ledger \
      /secrets/kafka /secrets/admin /secrets/writer /secrets/processors /secrets/reader /secrets/archive /secrets/kernels /secrets/http \
    && chown -R 10001:10001 /var/lib/luo-ledger /secrets && chmod 0750 /secrets/*
# nobody in particular, and not root
USER 10001:10001
WORKDIR /tmp
ENV PATH=/opt/luo-ledger/bin:$PATH LUO_LEDGER_JAVA_OPTS=-XX:MaxRAMPercentage=70
ENTRYPOINT ["luo-ledger"]
CMD ["--help"]

# The license and the launcher are always there: an engine that builds every stage on the way to another gets past this one.
FROM runtime AS ready
COPY luo-ledger /opt/luo-ledger/bin/
COPY LICENSE cli/target/li[b] /opt/luo-ledger/lib/
COPY LICENSE cli/target/luo-ledger-cli-0.1.0.ja[r] /opt/luo-ledger/

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN rm -rf */target && mvn -q -B -ntp -Dquick -Dmaven.test.skip=true package

FROM runtime AS built
COPY luo-ledger /opt/luo-ledger/bin/
COPY --from=build /src/LICENSE /src/cli/target/luo-ledger-cli-0.1.0.jar /opt/luo-ledger/
COPY --from=build /src/cli/target/lib /opt/luo-ledger/lib
