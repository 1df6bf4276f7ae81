package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description = "Print a link that signs a browser in to the page. Who has the link has the rights of its token.")
public final class PageCommand implements Callable<Integer> {
    @Mixin
    private ServiceOption service = new ServiceOption();

    @Override
    public Integer call() throws Exception {
        System.out.println(service.find()
                .page()
                .orElseThrow(() -> new UsageException(
                        "no token was found: --token-file, EPOCHAL_TOKEN or" + " EPOCHAL_TOKEN_FILE names one")));
        return ExitCode.OK;
    }
}
