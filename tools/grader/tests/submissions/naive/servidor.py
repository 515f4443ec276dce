"""The server: a thread for each user, a read for each message."""
import csv
import socket
import sys
import threading

PORTA = int(sys.argv[1]) if len(sys.argv) > 1 else 3333

with open("usuarios.csv", encoding="utf-8") as arquivo:
    usuarios = [linha[0] for linha in csv.reader(arquivo)][1:]
inboxes = {usuario: [] for usuario in usuarios}


def registrar(de, para, texto):
    with open("mensagens.csv", "a", newline="", encoding="utf-8") as arquivo:
        csv.writer(arquivo).writerow([de, para, texto])


def mandar_inbox(conexao, usuario):
    while inboxes[usuario]:
        de, texto = inboxes[usuario].pop(0)
        conexao.sendall(f"{de}: {texto}".encode())
        registrar(de, usuario, texto)
    conexao.sendall("f".encode())


def atender(conexao):
    usuario = conexao.recv(1024).decode()
    if usuario not in usuarios:
        conexao.close()
        return
    mandar_inbox(conexao, usuario)
    while True:
        mensagem = conexao.recv(1024).decode()
        if not mensagem:
            break
        if mensagem.startswith("@"):
            para, texto = mensagem[1:].split(" ", 1)
            if para in inboxes:
                inboxes[para].append((usuario, texto))
        mandar_inbox(conexao, usuario)


servidor = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
servidor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
servidor.bind(("127.0.0.1", PORTA))
servidor.listen()
while True:
    conexao, endereco = servidor.accept()
    threading.Thread(target=atender, args=(conexao,), daemon=True).start()
