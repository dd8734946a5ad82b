package fi.kiinni.command.account;

import fi.kiinni.edge.ProblemType;
import org.springframework.http.HttpStatus;

/** The refusals of signing in and of keeping accounts. */
enum AccountProblem implements ProblemType {
    /** Unknown user name, wrong password or disabled account: not told apart. */
    WRONG_CREDENTIALS(HttpStatus.UNAUTHORIZED, "The user name or the password is wrong"),
    TOO_MANY_ATTEMPTS(HttpStatus.TOO_MANY_REQUESTS, "Too many failed attempts to sign in"),
    /** The one-time link was used, replaced, or never given. */
    LINK_NOT_VALID(HttpStatus.FORBIDDEN, "The link is not valid"),
    PROVIDER_EXISTS(HttpStatus.CONFLICT, "There is such a provider already"),
    USERNAME_TAKEN(HttpStatus.CONFLICT, "The user name is taken"),
    /** Somebody has at most one account. */
    ACCOUNT_EXISTS(HttpStatus.CONFLICT, "This person has an account already"),
    /** A provider without an administrator could never get one again. */
    LAST_ADMINISTRATOR(HttpStatus.CONFLICT, "The provider's last administrator must stay");

    private final HttpStatus status;
    private final String title;

    AccountProblem(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public HttpStatus status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
