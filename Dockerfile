# The luo-ledger command. Build the jars first: mvn -Dquick package -DskipTests
FROM eclipse-temurin:25-jre
COPY cli/target/lib /opt/luo-ledger/lib
COPY cli/target/luo-ledger-cli-0.1.0.jar /opt/luo-ledger/
# nobody in particular, and not root
USER 10001:10001
WORKDIR /tmp
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", "/opt/luo-ledger/luo-ledger-cli-0.1.0.jar:/opt/luo-ledger/lib/*", "io.luoledger.cli.LuoLedger"]
CMD ["--help"]
