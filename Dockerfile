# The luo-ledger command. Two ways to an image:
#   mvn -Dquick package -DskipTests && docker build --target ready .    of jars that were built before, as the compose file does
#   docker build .                                                      of the sources alone
FROM eclipse-temurin:25-jre AS runtime
LABEL org.opencontainers.image.title="luo-ledger" \
      org.opencontainers.image.description="An event-sourced ledger of preserved-state ABI for Linux Live Update" \
      org.opencontainers.image.version="0.1.0"
# nobody in particular, and not root
USER 10001:10001
WORKDIR /tmp
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "--sun-misc-unsafe-memory-access=allow", "-jar", "/opt/luo-ledger/luo-ledger-cli-0.1.0.jar"]
CMD ["--help"]

FROM runtime AS ready
COPY cli/target/lib /opt/luo-ledger/lib
COPY cli/target/luo-ledger-cli-0.1.0.jar /opt/luo-ledger/

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN rm -rf */target && mvn -q -B -ntp -Dquick -Dmaven.test.skip=true package

FROM runtime AS built
COPY --from=build /src/cli/target/lib /opt/luo-ledger/lib
COPY --from=build /src/cli/target/luo-ledger-cli-0.1.0.jar /opt/luo-ledger/
