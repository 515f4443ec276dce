"""The server: a thread for each user, a dictionary of inboxes, a log."""
import csv
import re
import socket
import threading

MENSAGEM = re.compile(rb"@([a-z0-9][a-z0-9._-]*) (.+)")
MAIOR_LINHA = 4096

inboxes = {}
tranca = threading.Lock()
log = open("registro.csv", "a", newline="", encoding="utf-8")
registro = csv.writer(log)


def ler_usuarios():
    with open("usuarios.csv", newline="", encoding="utf-8") as arquivo:
        for linha in csv.DictReader(arquivo, delimiter=";"):
            inboxes[linha["usuario"].encode()] = []


def linhas(conexao):
    resto = b""
    while True:
        parte = conexao.recv(1024)
        if not parte:
            return
        resto += parte
        *prontas, resto = resto.split(b"\n")
        for linha in prontas:
            linha = linha.removesuffix(b"\r")
            if len(linha) > MAIOR_LINHA:
                return
            yield linha
        if len(resto) > MAIOR_LINHA + 1:
            return


def guardar(remetente, linha):
    achada = MENSAGEM.fullmatch(linha)
    if achada and achada[1] in inboxes:
        inboxes[achada[1]].append((remetente, achada[2]))


def lote(usuario):
    lidas, inboxes[usuario] = inboxes[usuario], []
    for remetente, texto in lidas:
        registro.writerow([remetente.decode(), usuario.decode(), texto.decode(errors="replace")])
    log.flush()
    return b"".join(b"@" + remetente + b" " + texto + b"\n" for remetente, texto in lidas) + b"f\n"


def atender(conexao):
    with conexao:
        try:
            chegando = linhas(conexao)
            usuario = next(chegando, None)
            if usuario not in inboxes:
                return
            with tranca:
                resposta = lote(usuario)
            conexao.sendall(resposta)
            for linha in chegando:
                with tranca:
                    guardar(usuario, linha)
                    resposta = lote(usuario)
                conexao.sendall(resposta)
        except OSError:
            pass


ler_usuarios()
if log.tell() == 0:
    registro.writerow(["de", "para", "texto"])
    log.flush()
escuta = socket.socket()
escuta.bind(("localhost", 3333))
escuta.listen()
while True:
    conexao, _ = escuta.accept()
    threading.Thread(target=atender, args=(conexao,), daemon=True).start()
