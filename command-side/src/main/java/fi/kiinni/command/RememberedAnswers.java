package fi.kiinni.command;

import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Refused;
import java.util.Optional;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives the first answer again to a request that was sent again with its idempotency key. The answer is written in the transaction that
 * appends the events, so that both are there or neither; of two such requests at once one loses, or is refused for what the other has
 * just changed, and then finds the other's answer. A refusal is not remembered.
 */
@Component
class RememberedAnswers implements MessageHandlerInterceptor<CommandMessage<?>> {

    private final JdbcClient database;
    private final JsonMapper json;

    RememberedAnswers(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    @Override
    public Object handle(UnitOfWork<? extends CommandMessage<?>> unitOfWork, InterceptorChain chain) throws Exception {
        if (!(unitOfWork.getMessage().getMetaData().get(RememberedKey.NAME) instanceof RememberedKey key)) {
            return chain.proceed();
        }
        Optional<Answer> earlier = find(key);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Object answer;
        try {
            answer = chain.proceed();
        } catch (Refused refused) {
            return find(key).orElseThrow(() -> refused);
        }
        database.sql("insert into idempotency_key (account, route, key, digest, answer) values (?, ?, ?, ?, ?::jsonb)")
                .params(key.account(), key.route(), key.key(), key.digest(), json.writeValueAsString(answer))
                .update();
        return answer;
    }

    private Optional<Answer> find(RememberedKey key) {
        return database.sql("select digest, answer from idempotency_key where account = ? and route = ? and key = ?")
                .params(key.account(), key.route(), key.key())
                .query((row, _) -> {
                    if (!row.getString("digest").equals(key.digest())) {
                        throw CommandProblem.keyReused();
                    }
                    return json.readValue(row.getString("answer"), Answer.class);
                })
                .optional();
    }
}
